// SPDX-License-Identifier: Apache-2.0
/**
 * What is known of a message and of a connection, and how a new fact changes it. No Kafka types.
 */
package dev.carteiro.topology.merge;
