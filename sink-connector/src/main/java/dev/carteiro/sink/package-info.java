// SPDX-License-Identifier: Apache-2.0
/**
 * Kafka to PostgreSQL: the consumer loop, delivery with error classes, offsets in the database, and
 * the role.
 */
package dev.carteiro.sink;
