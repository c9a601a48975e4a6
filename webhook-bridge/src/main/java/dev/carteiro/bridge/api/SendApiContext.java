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

/**
 * Dependencies that the handlers of the send API share.
 *
 * @param instances bindings by instance key
 * @param records creates the records of commands
 */
record SendApiContext(
    ApiKeyAuthenticator authentication,
    TopicView<InstanceBinding> instances,
    ApiBodyReader bodies,
    CommandRecordFactory records,
    KafkaRecordWriter writer,
    SendApiMetrics metrics,
    SendApiSettings limits) {

  /** The trace id of a request; also writes it to the response header {@code X-Trace-Id}. */
  static String traceId(Context context) {
    String traceId = TraceIdResolver.of(context.header("traceparent"));
    context.header("X-Trace-Id", traceId);
    return traceId;
  }
}
