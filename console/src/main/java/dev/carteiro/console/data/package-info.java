// SPDX-License-Identifier: Apache-2.0
/**
 * What the sink wrote, for people: messages, jobs, schedules, dead letters and alerts, read from
 * PostgreSQL page by page and only of the tenant that may be seen.
 */
package dev.carteiro.console.data;
