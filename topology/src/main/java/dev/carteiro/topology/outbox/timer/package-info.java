// SPDX-License-Identifier: Apache-2.0
/**
 * The timer queue of the outbox: one store ({@code timers}) ordered by due time, with a watermark.
 */
package dev.carteiro.topology.outbox.timer;
