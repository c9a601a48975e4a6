// SPDX-License-Identifier: Apache-2.0
/**
 * The read API over the sink's tables: messages, jobs, schedules, batches, dead letters and alerts.
 * Reads PostgreSQL page by page, limited to the tenant that the caller may see. The entry point is
 * {@link dev.carteiro.console.data.ConsoleDataService}.
 */
package dev.carteiro.console.data;
