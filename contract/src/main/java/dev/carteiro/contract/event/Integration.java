// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * Through what Evolution reaches WhatsApp for an instance; it calls this the instance's integration
 * and names it in {@code GET /instance/fetchInstances}. It decides what can be expected of the
 * instance: which acknowledgements come, and whether its connection state means anything.
 */
public enum Integration {
  /** WhatsApp Web. Every message is acknowledged, and the connection is the number's own. */
  WHATSAPP_BAILEYS("WHATSAPP-BAILEYS", true),
  /** Meta's Cloud API. Messages are acknowledged only where Meta's status webhooks are set up. */
  WHATSAPP_BUSINESS("WHATSAPP-BUSINESS", true),
  /**
   * Evolution's own channel: messages are handed to another system. Nothing is ever acknowledged,
   * and the connection state is {@code close} after each restart of Evolution though messages pass.
   */
  EVOLUTION("EVOLUTION", false),
  /** Something that this version does not know. */
  UNKNOWN("unknown", true);

  private final String text;
  private final boolean connects;

  Integration(String text, boolean connects) {
    this.text = text;
    this.connects = connects;
  }

  /** Evolution's word, in upper case. */
  @JsonValue
  public String text() {
    return text;
  }

  /** Whether its connection state says whether it can send. */
  public boolean connects() {
    return connects;
  }

  /** The integration of that name, in any case; empty when the name is none of Evolution's. */
  public static Optional<Integration> named(String text) {
    return Arrays.stream(values())
        .filter(one -> one != UNKNOWN && one.text.equalsIgnoreCase(text))
        .findFirst();
  }

  /** What a record says; {@link #UNKNOWN} when a later version wrote it. */
  @JsonCreator
  static Integration read(String text) {
    return named(text).orElse(UNKNOWN);
  }
}
