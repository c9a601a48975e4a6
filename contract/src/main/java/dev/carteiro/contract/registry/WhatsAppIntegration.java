// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * How Evolution reaches WhatsApp for an instance. Evolution calls this the instance's integration
 * and names it in {@code GET /instance/fetchInstances}. It determines which acknowledgements
 * arrive, and whether the instance's connection state means anything.
 */
public enum WhatsAppIntegration {
  /** WhatsApp Web. Every message is acknowledged, and the connection is the number's own. */
  WHATSAPP_BAILEYS("WHATSAPP-BAILEYS", true),
  /** Meta's Cloud API. Messages are acknowledged only where Meta's status webhooks are set up. */
  WHATSAPP_BUSINESS("WHATSAPP-BUSINESS", true),
  /**
   * Evolution's own channel: messages are handed to another system. Nothing is ever acknowledged,
   * and the connection state is {@code close} after each restart of Evolution though messages pass.
   */
  EVOLUTION("EVOLUTION", false),
  /** An integration that this version does not know. */
  UNKNOWN("unknown", true);

  private final String text;
  private final boolean connects;

  WhatsAppIntegration(String text, boolean connects) {
    this.text = text;
    this.connects = connects;
  }

  /** Evolution's name of the integration, in upper case; {@code unknown} for {@link #UNKNOWN}. */
  @JsonValue
  public String text() {
    return text;
  }

  /** Whether the connection state tells if the instance can send. */
  public boolean connects() {
    return connects;
  }

  /** The integration of that name, in any case; empty for an unknown name. */
  public static Optional<WhatsAppIntegration> named(String text) {
    return Arrays.stream(values())
        .filter(one -> one != UNKNOWN && one.text.equalsIgnoreCase(text))
        .findFirst();
  }

  /** Reads a record's value; {@link #UNKNOWN} for a name of a later version. */
  @JsonCreator
  static WhatsAppIntegration read(String text) {
    return named(text).orElse(UNKNOWN);
  }
}
