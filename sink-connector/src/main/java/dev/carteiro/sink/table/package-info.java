// SPDX-License-Identifier: Apache-2.0
/**
 * How a table and the topics that feed it are defined, and how any table is written: columns with
 * merge rules, statements with one array parameter per column, rounds of unique keys. It knows no
 * table of the schema.
 */
package dev.carteiro.sink.table;
