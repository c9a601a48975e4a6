// SPDX-License-Identifier: Apache-2.0
/** Reads commands, results and permits from their topics, and checks that they are complete. */
package dev.carteiro.topology.outbox.input;
