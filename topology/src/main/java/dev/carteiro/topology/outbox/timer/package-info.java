// SPDX-License-Identifier: Apache-2.0
/** The timer queue of the outbox: one store ordered by due time, with a watermark. */
package dev.carteiro.topology.outbox.timer;
