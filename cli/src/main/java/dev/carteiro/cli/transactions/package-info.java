// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code transactions}: ends hanging Kafka transactions as the coordinators' log says.
 * The producer states of the cluster and the log {@code __transaction_state} come in; decisions and
 * transaction markers go out.
 */
package dev.carteiro.cli.transactions;
