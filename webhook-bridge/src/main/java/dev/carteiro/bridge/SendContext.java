// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.ApiSettings;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.http.Context;

/**
 * What every part of the send API works with.
 *
 * @param instances bindings by key
 * @param records where commands go
 */
record SendContext(
    ApiAuthentication authentication,
    View<InstanceBinding> instances,
    ApiBodies bodies,
    OutboxRecords records,
    KafkaWriter writer,
    ApiMetrics metrics,
    ApiSettings limits) {

  /** The trace id of a request, which its answer shows. */
  static String traceId(Context context) {
    String traceId = TraceId.of(context.header("traceparent"));
    context.header("X-Trace-Id", traceId);
    return traceId;
  }
}
