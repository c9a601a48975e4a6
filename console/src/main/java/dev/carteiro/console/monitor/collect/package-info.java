// SPDX-License-Identifier: Apache-2.0
/**
 * Builds the snapshot in the background: pollers for Kafka, PostgreSQL and the processes of each
 * role, and the rules that turn what they read into a health level per component.
 */
package dev.carteiro.console.monitor.collect;
