// SPDX-License-Identifier: Apache-2.0
/**
 * The four byte stores of the outbox as one unit of work: jobs and what leads to them, the lanes,
 * timers and send states.
 */
package dev.carteiro.topology.outbox.store;
