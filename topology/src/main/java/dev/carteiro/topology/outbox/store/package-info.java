// SPDX-License-Identifier: Apache-2.0
/** The four byte stores of the outbox as one unit of work. */
package dev.carteiro.topology.outbox.store;
