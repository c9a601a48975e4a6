// SPDX-License-Identifier: Apache-2.0
/** Each fact once, by the broker's clock. No Kafka types. */
package dev.carteiro.topology.dedup;
