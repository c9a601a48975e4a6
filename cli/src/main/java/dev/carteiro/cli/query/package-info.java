// SPDX-License-Identifier: Apache-2.0
/**
 * Reading PostgreSQL: the command {@code query}, and the read-only statements of the commands that
 * list rows.
 */
package dev.carteiro.cli.query;
