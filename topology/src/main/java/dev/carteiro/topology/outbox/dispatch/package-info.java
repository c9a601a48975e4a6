// SPDX-License-Identifier: Apache-2.0
/** Which job of an instance leaves next, and the moves of jobs with all that follows from them. */
package dev.carteiro.topology.outbox.dispatch;
