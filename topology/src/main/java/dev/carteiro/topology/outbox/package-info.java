// SPDX-License-Identifier: Apache-2.0
/**
 * The outbox stage: the life of an outgoing message, from its command to its last status.
 *
 * <p>In: commands of clients, results of senders, granted permits, and changes of messages,
 * connections and bindings from the stages before. Out: dispatches for the senders, states of jobs
 * and batches, replies to control commands, alerts, permit requests, dead letters and statistics.
 * It remembers jobs, their commands and batches ({@code send-jobs}), timers ({@code timers}), the
 * order of waiting jobs ({@code send-ready}) and the send state of each instance ({@code
 * send-pace}).
 *
 * <p>{@link dev.carteiro.topology.outbox.PartitionOutbox} is the entry point; {@link
 * dev.carteiro.topology.outbox.job.JobTransition} has every move that a job can make. The rules use
 * no Kafka types; {@link dev.carteiro.topology.outbox.port.OutboxPort} connects them to other
 * stages and to the output topics.
 */
package dev.carteiro.topology.outbox;
