// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one role per process, and the commands that administer, feed, check and reset
 * an installation.
 */
package dev.carteiro.cli;
