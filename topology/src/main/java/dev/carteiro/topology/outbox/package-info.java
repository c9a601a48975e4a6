// SPDX-License-Identifier: Apache-2.0
/**
 * The outgoing life of a message: schedules, lanes, pacing, attempts, retries, echoes. Rules only;
 * stores and outputs are ports.
 */
package dev.carteiro.topology.outbox;
