// SPDX-License-Identifier: Apache-2.0
/** The records that one stage of the topology forwards to another. No Kafka types. */
package dev.carteiro.topology.record;
