// SPDX-License-Identifier: Apache-2.0
/** How fast an instance may send: its stored state, rate and throttle, and its tenant's permits. */
package dev.carteiro.topology.outbox.pace;
