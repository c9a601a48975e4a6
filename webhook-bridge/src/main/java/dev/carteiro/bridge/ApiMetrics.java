// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the bridge counts of its API. Labels come from closed sets: paths are the routes' own. */
final class ApiMetrics {
  /** What became of one message that a request asked for. */
  enum Outcome {
    /** Kafka has it. */
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

  private record Answer(String method, String path, int code) {}

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> messages = new EnumMap<>(Outcome.class);
  private final Map<Answer, Counter> answers = new ConcurrentHashMap<>();

  ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
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

  /** One answer of the API; the path is the route's own, not the request's. */
  void answered(Context context) {
    Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
    Answer answer =
        endpoint == null
            ? new Answer("none", "none", context.statusCode())
            : new Answer(endpoint.method.name(), endpoint.path, context.statusCode());
    answers.computeIfAbsent(answer, this::counter).increment();
  }

  private Counter counter(Answer answer) {
    return Counter.builder("api.requests")
        .description("API requests by endpoint and the status answered.")
        .tag("method", answer.method())
        .tag("path", answer.path())
        .tag("code", Integer.toString(answer.code()))
        .register(registry);
  }
}
