// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The content of an outgoing message as Evolution's JSON, with a summary.
 *
 * @param type Evolution's {@code messageType}
 * @param message Evolution's {@code message}
 * @param contextInfo Evolution's {@code contextInfo}; null if this kind of message has none
 * @param summary the text, or caption, file name, coordinates or name
 */
public record OutgoingMessageContent(
    String type, ObjectNode message, ObjectNode contextInfo, String summary) {}
