// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts the messages that API requests ask to send or schedule, by outcome. */
final class ApiMetrics {
  /** Outcome of one requested message. */
  enum Outcome {
    /** Kafka acknowledged it. */
    ACCEPTED("accepted"),
    /** It was not valid. */
    REJECTED("rejected"),
    /** Kafka did not acknowledge it. */
    NOT_QUEUED("not_queued");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }
  }

  private final Map<Outcome, Counter> messages = new EnumMap<>(Outcome.class);

  ApiMetrics(MeterRegistry registry) {
    for (Outcome outcome : Outcome.values()) {
      messages.put(
          outcome,
          Counter.builder("send.messages")
              .description("Messages that requests asked to be sent or scheduled, by outcome.")
              .tag("outcome", outcome.text)
              .register(registry));
    }
  }

  void messages(Outcome outcome, int count) {
    messages.get(outcome).increment(count);
  }
}
