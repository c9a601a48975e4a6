// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import java.time.Instant;

/**
 * One edit or deletion of a message, kept as history.
 *
 * @param editId stable within the message: the same edit reported twice has the same id
 * @param text the text after it; null for a deletion, for content without a text, and for an edit
 *     that only its recipients can read
 * @param at when, by WhatsApp's clock where it was given, else when the bridge received it
 */
public record MessageEdit(String editId, EditKind kind, String text, Instant at) {

  public enum EditKind {
    EDIT,
    DELETE
  }
}
