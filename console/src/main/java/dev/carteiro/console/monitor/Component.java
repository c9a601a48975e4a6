// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What the health answer judges one by one. */
public enum Component {
  /** The Evolution servers and the numbers on them. */
  EVOLUTION,
  /** What waits to be sent. */
  QUEUES,
  /** How sending goes. */
  MESSAGES,
  KAFKA,
  POSTGRES,
  BRIDGE,
  TOPOLOGY,
  SENDER,
  SINK,
  /** How webhooks come in. */
  INGEST;

  /** The name that answers use. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
