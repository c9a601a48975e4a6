// SPDX-License-Identifier: Apache-2.0
/**
 * What all stages share: names of nodes and stores, metrics, adapters of Kafka Streams stores, the
 * deletion of expired entries, the report of unreadable ones, and the route stage, which writes the
 * output records of the others.
 */
package dev.carteiro.topology.stage;
