// SPDX-License-Identifier: Apache-2.0
/**
 * The merge stage: applies each fact to what is known of its message or connection.
 *
 * <p>In: {@link dev.carteiro.topology.record.ResolvedWebhookFact}. Out: events for the topics of
 * messages, statuses, connections and other events ({@link
 * dev.carteiro.topology.record.OutputTopicRecord}); messages and connections, to the outbox stage;
 * counts and latencies, to the stats stage. State: {@code message-states}, until the merge window
 * is over, and {@code connection-states}.
 */
package dev.carteiro.topology.merge;
