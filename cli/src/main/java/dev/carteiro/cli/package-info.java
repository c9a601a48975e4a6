// SPDX-License-Identifier: Apache-2.0
/**
 * The command line {@code carteiro}: its entry point, and the groups that its commands are put
 * together to.
 */
package dev.carteiro.cli;
