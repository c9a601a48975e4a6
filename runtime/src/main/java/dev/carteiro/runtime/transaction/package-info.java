// SPDX-License-Identifier: Apache-2.0
/**
 * Detection of hanging Kafka transactions, which stay open in a partition although no coordinator
 * has them open.
 */
package dev.carteiro.runtime.transaction;
