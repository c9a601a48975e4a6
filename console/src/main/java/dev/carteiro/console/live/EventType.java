// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The types of live events, with their names in the API. */
enum EventType {
  MESSAGE_NEW("message.new"),
  MESSAGE_STATUS("message.status"),
  /** Edits, deletions and reactions; {@code data.change} says which. */
  MESSAGE_EDITED("message.edited"),
  INSTANCE_STATE("instance.state"),
  JOB_STATE("job.state"),
  BATCH_STATE("batch.state"),
  ALERT("alert");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  @JsonValue
  String text() {
    return text;
  }

  static Optional<EventType> named(String text) {
    for (EventType type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
