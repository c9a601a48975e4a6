// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of a record: which rows of which tables, how rows of one key fold, and the one
 * statement per table.
 */
package dev.carteiro.sink.rows;
