// SPDX-License-Identifier: Apache-2.0
/**
 * How any table is written: columns, statements with one array parameter per column, and buffers
 * that merge rows with the same key. It knows no table of the schema.
 */
package dev.carteiro.sink.table;
