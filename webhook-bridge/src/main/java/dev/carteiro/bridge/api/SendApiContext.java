// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.SendApiSettings;
import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaRecordWriter;
import dev.carteiro.bridge.request.TraceIdResolver;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.kafka.TopicView;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Optional;

/** Dependencies that the handlers of the send API share. */
record SendApiContext(
    ApiKeyAuthenticator authentication,
    TopicView<InstanceBinding> instances,
    ApiBodyReader bodies,
    CommandRecordFactory records,
    KafkaRecordWriter writer,
    SendApiMetrics metrics,
    SendApiSettings limits,
    AsyncResponseWriter responses,
    Clock clock) {
  private static final int MAX_KEY = 255;

  /** The trace id of a request; also writes it to the response header {@code X-Trace-Id}. */
  static String traceId(Context context) {
    String traceId = TraceIdResolver.of(context.header("traceparent"));
    context.header("X-Trace-Id", traceId);
    return traceId;
  }

  /** The {@code Idempotency-Key} header; empty when absent, 400 when blank or too long. */
  static Optional<String> idempotencyKey(Context context) {
    String key = context.header("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
      throw ApiProblemFactory.badRequest(
          "INVALID_IDEMPOTENCY_KEY", "Idempotency-Key must have 1 to " + MAX_KEY + " characters.");
    }
    return Optional.ofNullable(key);
  }
}
