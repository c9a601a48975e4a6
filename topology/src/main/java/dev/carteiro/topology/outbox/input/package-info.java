// SPDX-License-Identifier: Apache-2.0
/**
 * Reads commands, results and permits from their topics, checks that they are complete, and
 * forwards them to the outbox; what cannot be read becomes a dead letter.
 */
package dev.carteiro.topology.outbox.input;
