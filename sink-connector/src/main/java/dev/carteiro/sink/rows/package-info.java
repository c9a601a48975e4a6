// SPDX-License-Identifier: Apache-2.0
/**
 * The tables: which rows a record of which topic becomes, with their columns and merge rules.
 * {@link dev.carteiro.sink.rows.SinkTables} lists them in the order of writing.
 */
package dev.carteiro.sink.rows;
