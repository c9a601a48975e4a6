// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

/**
 * The instance's connection, as Evolution last saw it; repeats are not yet collapsed.
 *
 * @param state Evolution's word, never blank: open, connecting, close or refused
 * @param reason Evolution's statusReason; null when absent
 * @param ownJid the number's own jid; null when not given
 * @param profileName null when not given
 * @param profilePictureUrl null when not given
 */
public record ConnectionChanged(
    Envelope envelope,
    String state,
    Integer reason,
    String ownJid,
    String profileName,
    String profilePictureUrl)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return "C:" + Texts.atMost(envelope.dateTime()) + ":" + Texts.atMost(state) + ":" + reason;
  }
}
