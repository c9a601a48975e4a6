// SPDX-License-Identifier: Apache-2.0
/**
 * The sink role: from Kafka's topics to PostgreSQL's tables.
 *
 * <p>In: the topics of messages, statuses, events, send states, send results, alerts, audit, dead
 * letters, instances and tenants, and webhooks when they are archived. Out: rows, written in one
 * transaction with the offsets; dead letters for records that cannot be written. Its whole state is
 * in the database: the rows and the table {@code sink_offset}.
 */
package dev.carteiro.sink;
