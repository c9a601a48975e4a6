// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

/**
 * The instance's connection to WhatsApp was reported.
 *
 * @param state Evolution's word: open, connecting, close, refused
 * @param reason Evolution's {@code statusReason}; may be null
 * @param ownJid the number's own jid; may be null
 */
public record ConnectionChanged(
    Envelope envelope, String state, Integer reason, String ownJid, String profileName, String profilePictureUrl)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return "C:" + envelope.dateTime() + ":" + state + ":" + reason;
  }
}
