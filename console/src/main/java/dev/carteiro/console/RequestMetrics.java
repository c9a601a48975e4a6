// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the console's requests. Labels come from closed sets: paths are the routes' own. */
final class RequestMetrics {
  private record Answer(String method, String path, int code) {}

  private final MeterRegistry registry;
  private final Map<Answer, Counter> answers = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void answered(Context context) {
    Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
    Answer answer =
        endpoint == null
            ? new Answer("none", "none", context.statusCode())
            : new Answer(endpoint.method.name(), endpoint.path, context.statusCode());
    answers.computeIfAbsent(answer, this::counter).increment();
  }

  private Counter counter(Answer answer) {
    return Counter.builder("console.requests")
        .description("Requests by endpoint and the status answered")
        .tag("method", answer.method())
        .tag("path", answer.path())
        .tag("code", Integer.toString(answer.code()))
        .register(registry);
  }
}
