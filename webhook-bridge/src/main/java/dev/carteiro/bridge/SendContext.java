// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.ApiSettings;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.http.Context;

/**
 * Dependencies that the handlers of the send API share.
 *
 * @param instances bindings by instance key
 * @param records creates the records of commands
 */
record SendContext(
    ApiAuthentication authentication,
    View<InstanceBinding> instances,
    ApiBodies bodies,
    OutboxRecords records,
    KafkaWriter writer,
    ApiMetrics metrics,
    ApiSettings limits) {

  /** The trace id of a request; also writes it to the response header {@code X-Trace-Id}. */
  static String traceId(Context context) {
    String traceId = TraceId.of(context.header("traceparent"));
    context.header("X-Trace-Id", traceId);
    return traceId;
  }
}
