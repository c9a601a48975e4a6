// SPDX-License-Identifier: Apache-2.0
/**
 * What commands share: settings as options, the data directory and the addresses in it, the client
 * of the bridge, tables of text, times as arguments, the exception of a failed command.
 */
package dev.carteiro.cli.command;
