// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts the messages that API requests ask to send or schedule, by outcome. */
final class SendApiMetrics {
  /** Outcome of one requested message. */
  enum SubmissionOutcome {
    /** Kafka acknowledged it. */
    ACCEPTED("accepted"),
    /** It was not valid. */
    REJECTED("rejected"),
    /** Kafka did not acknowledge it. */
    NOT_QUEUED("not_queued");

    private final String text;

    SubmissionOutcome(String text) {
      this.text = text;
    }
  }

  private final Map<SubmissionOutcome, Counter> messages = new EnumMap<>(SubmissionOutcome.class);

  SendApiMetrics(MeterRegistry registry) {
    for (SubmissionOutcome outcome : SubmissionOutcome.values()) {
      messages.put(
          outcome,
          Counter.builder("send.messages")
              .description("Messages that requests asked to be sent or scheduled, by outcome.")
              .tag("outcome", outcome.text)
              .register(registry));
    }
  }

  void messages(SubmissionOutcome outcome, int count) {
    messages.get(outcome).increment(count);
  }
}
