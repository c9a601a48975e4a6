// SPDX-License-Identifier: Apache-2.0
/** The command line {@code carteiro}: its entry point and its root command. */
package dev.carteiro.cli;
