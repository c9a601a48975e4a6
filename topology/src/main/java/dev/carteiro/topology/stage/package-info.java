// SPDX-License-Identifier: Apache-2.0
/**
 * What all stages share: the graph that the topology is built from, the base classes of stages and
 * their processors, metrics, the adapter of Kafka Streams stores, the deletion of expired entries,
 * and the report of unreadable ones.
 *
 * <p>And the route stage. In: {@link dev.carteiro.topology.record.OutputTopicRecord} of all stages.
 * Out: the records of their topics, and dead letters of those that are too large. It remembers
 * nothing.
 */
package dev.carteiro.topology.stage;
