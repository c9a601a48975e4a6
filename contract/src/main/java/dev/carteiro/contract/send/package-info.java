// SPDX-License-Identifier: Apache-2.0
/** The records of outgoing messages: commands, dispatches, results, permits, changes. */
package dev.carteiro.contract.send;
