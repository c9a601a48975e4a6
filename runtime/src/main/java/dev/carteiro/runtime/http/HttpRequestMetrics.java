// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests by {@code method}, {@code path} and {@code code}, the status of the response. The
 * labels have few values: a path is the route's pattern, not the request's path; requests without a
 * route have the path {@code none}.
 */
public final class HttpRequestMetrics {
  private record RequestLabels(String method, String path, int code) {}

  private final MeterRegistry registry;
  private final String name;
  private final Map<RequestLabels, Counter> answers = new ConcurrentHashMap<>();

  /**
   * Creates the metrics.
   *
   * @param name of the counter, e.g. {@code api.requests}
   */
  public HttpRequestMetrics(MeterRegistry registry, String name) {
    this.registry = registry;
    this.name = name;
  }

  public void answered(Context context) {
    Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
    RequestLabels answer =
        endpoint == null
            ? new RequestLabels("none", "none", context.statusCode())
            : new RequestLabels(endpoint.method.name(), endpoint.path, context.statusCode());
    answers.computeIfAbsent(answer, this::counter).increment();
  }

  private Counter counter(RequestLabels answer) {
    return Counter.builder(name)
        .description("Requests by endpoint and the status answered.")
        .tag("method", answer.method())
        .tag("path", answer.path())
        .tag("code", Integer.toString(answer.code()))
        .register(registry);
  }
}
