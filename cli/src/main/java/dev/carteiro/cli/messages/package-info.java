// SPDX-License-Identifier: Apache-2.0
/**
 * The commands for sending: {@code send}, {@code schedule}, {@code schedules}, {@code jobs}, {@code
 * batches} and {@code manual}. They read the sink's tables and change things through the bridge.
 */
package dev.carteiro.cli.messages;
