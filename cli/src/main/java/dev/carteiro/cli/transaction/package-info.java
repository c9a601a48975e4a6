// SPDX-License-Identifier: Apache-2.0
/**
 * Ends hanging Kafka transactions as the coordinators' log says. What comes in is the cluster's
 * producer states and the log {@code __transaction_state}, what goes out are decisions and
 * transaction markers.
 */
package dev.carteiro.cli.transaction;
