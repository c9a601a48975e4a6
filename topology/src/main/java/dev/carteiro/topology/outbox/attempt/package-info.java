// SPDX-License-Identifier: Apache-2.0
/** What follows an attempt: its result, its echo, its deadline, or the loss of its sender. */
package dev.carteiro.topology.outbox.attempt;
