// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How WhatsApp tells who wrote: by phone, by privacy id, or both. All were recorded. */
public enum Addressing {
  /** The phone, and nothing else. */
  PHONE,
  /** The phone, with the privacy id beside it. */
  PHONE_WITH_LID,
  /** Addressed by privacy id; 2.3.7 shows the phone in both fields. */
  LID_WITH_PHONE,
  /** The privacy id alone; the phone is not known. */
  LID_ONLY;

  void address(ObjectNode key, String jid, String id) {
    key.put("remoteJid", chat(jid));
    if (this == PHONE_WITH_LID) {
      key.put("remoteJidAlt", Jids.lid(jid));
    } else if (this == LID_WITH_PHONE) {
      key.put("remoteJidAlt", jid);
    }
    key.put("fromMe", false).put("id", id).put("participant", "");
    key.put("addressingMode", this == PHONE || this == PHONE_WITH_LID ? "pn" : "lid");
  }

  /** The chat's address in events. */
  String chat(String jid) {
    return this == LID_ONLY ? Jids.lid(jid) : jid;
  }
}
