// SPDX-License-Identifier: Apache-2.0
/**
 * The sender role: from Kafka's dispatches to calls of Evolution.
 *
 * <p>In: {@code whatsapp-send-dispatch} and the bindings of {@code whatsapp-instance}. Out: {@code
 * whatsapp-send-result}, {@code whatsapp-alert}, {@code whatsapp-dead-letter}, and HTTP calls to
 * Evolution. It stores nothing: what is claimed is in Kafka's committed offsets and results, and
 * the rest (breakers, probe results) is in memory and rebuilt after a restart.
 */
package dev.carteiro.sender;
