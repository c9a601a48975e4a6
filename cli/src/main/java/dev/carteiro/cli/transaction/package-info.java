// SPDX-License-Identifier: Apache-2.0
/** Ends transactions that hang as the coordinator's log says. */
package dev.carteiro.cli.transaction;
