// SPDX-License-Identifier: Apache-2.0
/**
 * The state of the whole system at one moment, as immutable records: processes, Kafka, PostgreSQL,
 * the health of each component, and the counts of the tables.
 */
package dev.carteiro.console.monitor.snapshot;
