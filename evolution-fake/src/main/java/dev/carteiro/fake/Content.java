// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a message holds.
 *
 * @param type Evolution's {@code messageType}
 * @param message Evolution's {@code message}
 * @param contextInfo beside it; null if its kind has none
 * @param summary what a person would call its content
 */
record Content(String type, ObjectNode message, ObjectNode contextInfo, String summary) {}
