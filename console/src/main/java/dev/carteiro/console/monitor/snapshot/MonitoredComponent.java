// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The components whose health is reported. */
public enum MonitoredComponent {
  /** The Evolution servers and the instances on them. */
  EVOLUTION,
  /** The number of messages that wait to be sent. */
  QUEUES,
  /** The failure rate of sending. */
  MESSAGES,
  KAFKA,
  POSTGRES,
  BRIDGE,
  TOPOLOGY,
  SENDER,
  SINK,
  /** The receiving of webhooks. */
  INGEST;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
