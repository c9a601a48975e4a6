// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.bridge.mask.EnvelopeScanResult;
import dev.carteiro.bridge.request.ContentCoding;
import dev.carteiro.bridge.request.JettyBodyReader;
import dev.carteiro.bridge.request.RequestBodyBuffer;
import dev.carteiro.bridge.request.RequestMemoryLimiter.MemoryReservation;
import dev.carteiro.bridge.request.TraceIdResolver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A webhook request and its response, answered once: by handler, Kafka or timeout. */
final class WebhookExchange implements CyclicTimeouts.Expirable {
  final WebhookPath path;
  final MemoryReservation reservation;
  final String traceId;
  final Optional<String> gateway;
  final ContentCoding coding;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Duration timeout;
  private final WebhookIngestHandler handler;
  private final long startedNanos = System.nanoTime();
  private final AtomicReference<WebhookResponse> answer = new AtomicReference<>();

  /** The thread inside the handler; only compared with the current thread. */
  private Thread handling = Thread.currentThread();

  private boolean answeredWhileHandling;

  /** These fields are set when they become known. */
  private volatile JettyBodyReader reader;

  private volatile EnvelopeScanResult envelope;
  private volatile int bodyBytes;
  private volatile boolean bodyRead;

  WebhookExchange(
      Request request,
      Response response,
      Callback callback,
      WebhookPath path,
      MemoryReservation reservation,
      Duration timeout,
      WebhookIngestHandler handler) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.path = path;
    this.reservation = reservation;
    this.timeout = timeout;
    this.handler = handler;
    this.traceId = TraceIdResolver.of(header("traceparent"));
    this.gateway = WebhookPath.gateway(request.getHttpURI().getQuery());
    this.coding = ContentCoding.of(request.getHeaders().get(HttpHeader.CONTENT_ENCODING));
  }

  /** The first header of a name; null when there is none. */
  String header(String name) {
    return request.getHeaders().get(name);
  }

  /** The Content-Length; -1 when absent. */
  long contentLength() {
    return request.getLength();
  }

  /** Starts to read the body; {@link RequestBodyBuffer#firstRoom} must be reserved. */
  void readBody(int limit, BiConsumer<byte[], Throwable> end) {
    JettyBodyReader body =
        new JettyBodyReader(
            request,
            new RequestBodyBuffer(contentLength(), limit, reservation),
            (bytes, failure) -> {
              bodyRead = failure == null;
              end.accept(bytes, failure);
            });
    reader = body;
    body.run();
  }

  void read(int bytes, EnvelopeScanResult found) {
    bodyBytes = bytes;
    envelope = found;
  }

  /**
   * Answers the request; no effect when it is already answered. On the handler's thread the
   * response is only stored while the handler runs; {@link #handled} then says who writes it.
   */
  void answer(WebhookResponse given) {
    if (!answer.compareAndSet(null, given)) {
      return;
    }
    if (handling == Thread.currentThread()) {
      answeredWhileHandling = true;
    } else {
      write();
    }
  }

  /** Ends the handler's part; true when the caller must run {@link #write}. */
  boolean handled() {
    handling = null;
    return answeredWhileHandling;
  }

  /** Answers the request with a timeout, whatever it waits for. */
  void timeUp() {
    JettyBodyReader body = reader;
    if (body != null) {
      body.stop();
    }
    answer(WebhookResponse.timedOut());
  }

  void write() {
    handler.answering(this);
    Callback written = new ResponseWriteCallback();
    try {
      if (!bodyRead) {
        // Discards what has arrived; if bytes are missing, the connection is closed afterwards.
        request.consumeAvailable();
      }
      response.getHeaders().add(new HttpField("X-Trace-Id", traceId));
      answer.get().write(response, written);
    } catch (RuntimeException e) {
      written.failed(e);
    }
  }

  int status() {
    return answer.get().status();
  }

  Duration took(long nowNanos) {
    return Duration.ofNanos(nowNanos - startedNanos);
  }

  @Override
  public long getExpireNanoTime() {
    return startedNanos + timeout.toNanos();
  }

  /** One line for the access log, without message content, phone numbers or line breaks. */
  String summary(long nowNanos) {
    EnvelopeScanResult found = envelope;
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

  /** Completes the request when its response is written or has failed. */
  private final class ResponseWriteCallback implements Callback {
    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    @Override
    public void succeeded() {
      handler.finished(WebhookExchange.this);
      callback.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
      handler.finished(WebhookExchange.this);
      // Jetty logs other exceptions together with the request's path, which may hold a secret.
      callback.failed(new QuietException.Exception(failure));
    }
  }
}
