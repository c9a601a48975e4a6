// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a webhook addresses a contact: by phone address, by LID, or by both. All four forms occur in
 * recorded traffic.
 */
public enum ContactAddressingMode {
  /** The phone address only. */
  PHONE,
  /** The phone address, with the LID in {@code remoteJidAlt}. */
  PHONE_WITH_LID,
  /** Addressed by LID; Evolution 2.3.7 shows the phone address in both fields. */
  LID_WITH_PHONE,
  /** The LID only; the phone number is unknown. */
  LID_ONLY;

  void address(ObjectNode key, String jid, String id) {
    key.put("remoteJid", chat(jid));
    if (this == PHONE_WITH_LID) {
      key.put("remoteJidAlt", EvolutionJidFactory.lid(jid));
    } else if (this == LID_WITH_PHONE) {
      key.put("remoteJidAlt", jid);
    }
    key.put("fromMe", false).put("id", id).put("participant", "");
    key.put("addressingMode", this == PHONE || this == PHONE_WITH_LID ? "pn" : "lid");
  }

  /** Returns the chat's address in events. */
  public String chat(String jid) {
    return this == LID_ONLY ? EvolutionJidFactory.lid(jid) : jid;
  }
}
