// SPDX-License-Identifier: Apache-2.0
/**
 * The PostgreSQL side of the sink: the connection pool, schema and roles, and the transaction that
 * writes rows and offsets together. It says what a database error means for the records.
 */
package dev.carteiro.sink.write;
