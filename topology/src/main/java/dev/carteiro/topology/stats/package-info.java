// SPDX-License-Identifier: Apache-2.0
/**
 * The stats stage: counts what happened, by tenant, instance and five minutes.
 *
 * <p>In: {@link dev.carteiro.topology.record.StatsUpdate}, from deduplication (duplicates), merge
 * (messages and statuses) and outbox (failures). Out: dead letters of unreadable entries only; the
 * query API reads the store. State: {@code stats}, with the counts and latencies of each {@link
 * dev.carteiro.topology.stats.StatsKey}, until their retention time is over.
 */
package dev.carteiro.topology.stats;
