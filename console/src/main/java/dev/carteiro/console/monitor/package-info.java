// SPDX-License-Identifier: Apache-2.0
/**
 * Monitoring: polls all processes, Kafka and PostgreSQL in the background ({@link
 * dev.carteiro.console.monitor.collect.SystemSnapshotCollector}), keeps the result as a {@link
 * dev.carteiro.console.monitor.snapshot.SystemSnapshot}, and answers the monitoring API from it.
 * The entry point is {@link dev.carteiro.console.monitor.ConsoleMonitorService}.
 */
package dev.carteiro.console.monitor;
