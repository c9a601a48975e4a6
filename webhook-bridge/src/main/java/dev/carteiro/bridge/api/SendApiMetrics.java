// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts the messages that API requests ask to send or schedule, by outcome. */
final class SendApiMetrics {
  enum SubmissionOutcome {
    /** Kafka acknowledged it. */
    ACCEPTED,
    /** It was not valid. */
    REJECTED,
    /** Kafka did not acknowledge it. */
    NOT_QUEUED
  }

  private final Map<SubmissionOutcome, Counter> messages = new EnumMap<>(SubmissionOutcome.class);

  SendApiMetrics(MeterRegistry registry) {
    for (SubmissionOutcome outcome : SubmissionOutcome.values()) {
      messages.put(
          outcome,
          Counter.builder("send.messages")
              .description("Messages that requests asked to be sent or scheduled, by outcome.")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  void messages(SubmissionOutcome outcome, int count) {
    messages.get(outcome).increment(count);
  }
}
