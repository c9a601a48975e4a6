// SPDX-License-Identifier: Apache-2.0
/** The stages as Kafka Streams processors: adapters between stores, records and the rules. */
package dev.carteiro.topology.processor;
