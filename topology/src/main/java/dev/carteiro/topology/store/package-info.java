// SPDX-License-Identifier: Apache-2.0
/**
 * What the stores of all stages share: the interface through which rules read and write bytes, what
 * every readable view of a store entry has in common, and the bindings, which several stages and
 * the queries read. No Kafka types.
 */
package dev.carteiro.topology.store;
