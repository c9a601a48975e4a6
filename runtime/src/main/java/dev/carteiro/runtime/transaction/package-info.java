// SPDX-License-Identifier: Apache-2.0
/** Transactions of Kafka that stay open in a partition although they are over. */
package dev.carteiro.runtime.transaction;
