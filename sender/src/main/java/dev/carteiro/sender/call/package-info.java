// SPDX-License-Identifier: Apache-2.0
/** Executes claimed dispatches up to their outcome, and probes the servers. */
package dev.carteiro.sender.call;
