// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The types of live events, with their names in the API. */
enum LiveEventType {
  MESSAGE_NEW("message.new"),
  MESSAGE_STATUS("message.status"),
  /** Edits, deletions and reactions; {@code data.change} says which. */
  MESSAGE_EDITED("message.edited"),
  INSTANCE_STATE("instance.state"),
  JOB_STATE("job.state"),
  BATCH_STATE("batch.state"),
  ALERT("alert");

  private final String text;

  LiveEventType(String text) {
    this.text = text;
  }

  @JsonValue
  String text() {
    return text;
  }

  static Optional<LiveEventType> named(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }
}
