// SPDX-License-Identifier: Apache-2.0
/** Kafka Streams processors of the stages: they connect stores and records to the rules. */
package dev.carteiro.topology.processor;
