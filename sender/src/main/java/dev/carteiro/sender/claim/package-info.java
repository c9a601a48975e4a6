// SPDX-License-Identifier: Apache-2.0
/**
 * Claims dispatches: one Kafka transaction writes {@code STARTED} and commits the consumed offsets.
 *
 * <p>In: the records of {@code whatsapp-send-dispatch}. Out: claimed dispatches, in order, for
 * {@code call}; results and dead letters written in the transaction. It remembers nothing: after
 * any failure a new session starts at the group's committed offsets.
 */
package dev.carteiro.sender.claim;
