// SPDX-License-Identifier: Apache-2.0
/**
 * Rows and tables: which rows of which tables a record becomes, how rows with the same key are
 * merged, and the statement of each table.
 */
package dev.carteiro.sink.rows;
