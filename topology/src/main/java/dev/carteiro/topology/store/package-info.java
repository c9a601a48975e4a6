// SPDX-License-Identifier: Apache-2.0
/**
 * What the stores of all stages share: the interface through which rules read and write bytes, and
 * what every readable view of a store entry has in common. No Kafka types.
 */
package dev.carteiro.topology.store;
