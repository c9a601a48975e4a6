// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the content of one message: its type, text, media and the messages that it refers to, from
 * WhatsApp's {@code message} object inside all its wrappers.
 */
package dev.carteiro.topology.parse.content;
