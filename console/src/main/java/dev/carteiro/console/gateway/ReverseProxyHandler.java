// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import dev.carteiro.console.gateway.UpstreamRoleClient.UpstreamUnreachableException;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards one request to another role and streams both bodies, without buffering them. */
final class ReverseProxyHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ReverseProxyHandler.class);

  /** Concurrent requests; fewer than the server's threads, so that health is always answered. */
  static final int MAX_REQUESTS = 12;

  /** The largest request body; the bridge's default limit of a bulk request. */
  static final long MAX_BYTES = 64L * 1024 * 1024;

  /** The time until the response begins; longer than any request to the bridge takes. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(35);

  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(90);

  private static final Set<String> REQUEST_HEADERS =
      Set.of(
          "authorization",
          "content-type",
          "accept",
          "accept-language",
          "idempotency-key",
          "traceparent",
          "tracestate");
  private static final Set<String> RESPONSE_HEADERS =
      Set.of(
          "content-type",
          "content-disposition",
          "retry-after",
          "www-authenticate",
          "allow",
          "cache-control",
          "etag");

  private final Semaphore free = new Semaphore(MAX_REQUESTS);

  private static final class RequestBodyLimitException extends IOException {}

  void forward(Context context, UpstreamRoleClient upstream) {
    String path = context.req().getRequestURI();
    if (!isStraight(path)) {
      throw ConsoleProblems.invalid("INVALID_PATH", "The path must lead nowhere but forward.");
    }
    if (context.req().getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    if (!free.tryAcquire()) {
      throw ConsoleProblems.overloaded(context);
    }
    try {
      HttpResponse<InputStream> answer =
          upstream.send(base -> request(context, base, path), BodyHandlers.ofInputStream());
      answer(context, upstream, answer);
    } catch (UpstreamUnreachableException e) {
      throw ConsoleProblems.unavailable(
          context, code(upstream), "No " + upstream.name() + " can be reached. Try again.");
    } catch (IOException e) {
      throw broken(context, upstream, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ConsoleProblems.overloaded(context);
    } catch (IllegalArgumentException e) {
      throw ConsoleProblems.invalid("INVALID_PATH", "The path or query holds what no URL may.");
    } finally {
      free.release();
    }
  }

  /**
   * Whether every server resolves the path, as received, to the same place: it has no dot segments,
   * path parameters, control characters or double escapes.
   */
  static boolean isStraight(String rawPath) {
    String decoded;
    try {
      decoded = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return Arrays.stream(decoded.split("[/\\\\;?]"))
            .noneMatch(segment -> segment.equals(".") || segment.equals(".."))
        && decoded.chars().noneMatch(Character::isISOControl)
        && !rawPath.contains(";")
        // The upstream would decode a double escape differently.
        && !decoded.matches(".*%2[eEfF].*");
  }

  private static HttpRequest request(Context context, URI base, String path) {
    String query = context.req().getQueryString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path + (query == null ? "" : "?" + query)))
            .timeout(RESPONSE_TIMEOUT)
            .method(context.method().name(), body(context));
    context
        .headerMap()
        .forEach(
            (name, value) -> {
              if (REQUEST_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, value);
              }
            });
    String before = context.header("X-Forwarded-For");
    String client = context.req().getRemoteAddr();
    request.header("X-Forwarded-For", before == null ? client : before + ", " + client);
    return request.build();
  }

  private static BodyPublisher body(Context context) {
    long length = context.req().getContentLengthLong();
    boolean chunked = context.header("Transfer-Encoding") != null;
    if (length <= 0 && !chunked) {
      return BodyPublishers.noBody();
    }
    BodyPublisher stream =
        BodyPublishers.ofInputStream(() -> new BoundedRequestBody(context.bodyInputStream()));
    return length > 0 ? BodyPublishers.fromPublisher(stream, length) : stream;
  }

  private static void answer(
      Context context, UpstreamRoleClient upstream, HttpResponse<InputStream> answer)
      throws IOException {
    try (InputStream body = answer.body()) {
      int status = answer.statusCode();
      if (status / 100 == 3 && status != 304) {
        LOG.warn("a redirect was not followed role={} status={}", upstream.name(), status);
        throw new IOException("redirected");
      }
      context.status(status);
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (RESPONSE_HEADERS.contains(lower) || lower.startsWith("x-")) {
                  context.header(name, values.get(0));
                }
              });
      copy(context, body);
    }
  }

  /** Copies the response body; closes it after {@link #BODY_TIMEOUT}, as upstreams may hang. */
  private static void copy(Context context, InputStream body) throws IOException {
    Executor late =
        CompletableFuture.delayedExecutor(BODY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> watchdog = CompletableFuture.runAsync(() -> close(body), late);
    try {
      body.transferTo(context.outputStream());
      context.outputStream().flush();
    } finally {
      watchdog.cancel(false);
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      LOG.debug("an answer that took too long could not be closed", e);
    }
  }

  private static RuntimeException broken(
      Context context, UpstreamRoleClient upstream, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RequestBodyLimitException) {
        return tooLarge();
      }
    }
    if (context.res().isCommitted()) {
      // The status is already sent; all the client sees is a truncated response.
      throw new UncheckedIOException(e);
    }
    LOG.warn("no answer role={} reason={}", upstream.name(), e.getClass().getSimpleName());
    context.header("Retry-After", "5");
    return new HttpProblem(
            502,
            code(upstream),
            "The " + upstream.name() + " did not answer",
            context.method().name().equals("GET")
                ? "Try again."
                : "It may have been carried out nevertheless: repeat it with the same"
                    + " Idempotency-Key.")
        .asException();
  }

  private static String code(UpstreamRoleClient upstream) {
    return upstream.name().toUpperCase(Locale.ROOT) + "_UNAVAILABLE";
  }

  private static HttpProblemException tooLarge() {
    return new HttpProblem(
            413,
            "BODY_TOO_LARGE",
            "The body is too large",
            "At most " + MAX_BYTES + " bytes pass the console; the bridge itself may take more.")
        .asException();
  }

  /** Fails when the body exceeds the limit; a body need not declare its length. */
  private static final class BoundedRequestBody extends FilterInputStream {
    private long left = MAX_BYTES;

    BoundedRequestBody(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int read = in.read(bytes, from, most);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws RequestBodyLimitException {
      left -= read;
      if (left < 0) {
        throw new RequestBodyLimitException();
      }
    }
  }
}
