// SPDX-License-Identifier: Apache-2.0
/**
 * What the outbox stores of jobs, batches and schedules, and {@link
 * dev.carteiro.topology.outbox.job.JobTransition}: every move that a job can make.
 */
package dev.carteiro.topology.outbox.job;
