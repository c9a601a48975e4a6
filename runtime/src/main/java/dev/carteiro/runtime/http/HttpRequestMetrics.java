// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts requests by method, route and status. The labels have few values: the path is the route's
 * pattern; without a route it is {@code none}.
 */
public record HttpRequestMetrics(MeterRegistry registry, String name) {

  public void answered(Context context) {
    Endpoint endpoint = context.endpoints().matchedHttpEndpoint();
    Counter.builder(name)
        .description("Requests by endpoint and the status answered.")
        .tag("method", endpoint == null ? "none" : endpoint.method.name())
        .tag("path", endpoint == null ? "none" : endpoint.path)
        .tag("code", Integer.toString(context.statusCode()))
        .register(registry)
        .increment();
  }
}
