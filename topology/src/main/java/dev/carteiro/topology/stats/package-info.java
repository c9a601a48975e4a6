// SPDX-License-Identifier: Apache-2.0
/**
 * What was counted, by tenant, instance and five minutes; how it is kept and read. No Kafka types.
 */
package dev.carteiro.topology.stats;
