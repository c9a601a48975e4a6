// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/** One webhook's request on its way to an answer. */
final class WebhookExchange {
  final Context context;
  final WebhookPath path;
  final String traceId;
  final Optional<String> gateway;
  private final long startedNanos;

  /** For the access log; set as they become known. */
  private volatile Envelope envelope;

  private volatile int bodyBytes;
  private volatile WebhookAnswer answer;

  WebhookExchange(Context context, WebhookPath path, long startedNanos) {
    this.context = context;
    this.path = path;
    this.startedNanos = startedNanos;
    this.traceId = TraceId.of(context.header("traceparent"));
    this.gateway = QueryText.gateway(context.req().getQueryString());
    context.header("X-Trace-Id", traceId);
  }

  long contentLength() {
    return context.req().getContentLengthLong();
  }

  void read(int bytes, Envelope found) {
    bodyBytes = bytes;
    envelope = found;
  }

  void answer(WebhookAnswer given) {
    answer = given;
    given.write(context);
  }

  /**
   * The status answered; 503 when the request ended without one of ours, by time or by its client.
   */
  int status() {
    WebhookAnswer given = answer;
    return given == null ? 503 : given.status();
  }

  Duration took(long nowNanos) {
    return Duration.ofNanos(nowNanos - startedNanos);
  }

  /** One line for the access log: no content, no number, nothing that could break the line. */
  String summary(long nowNanos) {
    Envelope found = envelope;
    return "webhook trace=%s instance=%s event=%s bytes=%d status=%d ms=%d%s"
        .formatted(
            traceId,
            found == null ? "-" : printable(found.instance()),
            found == null ? "-" : printable(found.event()),
            bodyBytes,
            status(),
            took(nowNanos).toMillis(),
            found == null || found.unaddressed() == null
                ? ""
                : " unaddressed=" + found.unaddressed().text());
  }

  private static String printable(String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(100)
        .forEach(
            c ->
                line.appendCodePoint(
                    Character.isLetterOrDigit(c) || "._-@/".indexOf(c) >= 0 ? c : '?'));
    return line.toString();
  }
}
