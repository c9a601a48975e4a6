// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of attempts: results of senders, Evolution's echoes, deadlines, and claims of
 * senders that are gone.
 */
package dev.carteiro.topology.outbox.attempt;
