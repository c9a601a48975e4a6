// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.request.ContentCoding;
import dev.carteiro.bridge.request.RequestBodyBuffer;
import dev.carteiro.bridge.request.RequestMemoryLimiter;
import dev.carteiro.bridge.request.RequestMemoryLimiter.MemoryReservation;
import dev.carteiro.bridge.request.ServletBodyReader;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bodies of API requests asynchronously. No thread waits for a slow client, and the
 * memory of all bodies together is bounded.
 */
final class ApiBodyReader {
  private static final Logger LOG = LoggerFactory.getLogger(ApiBodyReader.class);

  /**
   * Copies of a body in memory at one time: the bytes, the parsed document and the records made
   * from it.
   */
  private static final int COPIES = 3;

  private final RequestMemoryLimiter inFlight;
  private final BooleanSupplier draining;

  /**
   * The body size limit of one endpoint.
   *
   * @param bytes maximum size in bytes
   * @param setting environment name of the setting with this limit, for the error text
   */
  record BodySizeLimit(int bytes, String setting) {}

  ApiBodyReader(RequestMemoryLimiter inFlight, BooleanSupplier draining) {
    this.inFlight = inFlight;
    this.draining = draining;
  }

  /**
   * Creates the API's memory limiter: three times the largest body, at least 64 MiB.
   *
   * @param largestBody size in bytes
   */
  static RequestMemoryLimiter inFlight(int largestBody) {
    return new RequestMemoryLimiter(
        Math.max(
            64L * 1024 * 1024, (long) COPIES * largestBody + RequestMemoryLimiter.REQUEST_BYTES));
  }

  /**
   * Reads the request's body and passes it to a handler. The handler's future completes the
   * request: it writes the response or fails with a problem.
   */
  void read(
      Context context, BodySizeLimit limit, Function<byte[], CompletableFuture<Void>> handler) {
    // Opened before draining is checked: either the stop sees this request, or this request sees
    // the stop.
    MemoryReservation reservation = inFlight.open();
    try {
      admit(context, limit, reservation);
    } catch (RuntimeException refused) {
      reservation.close();
      throw refused;
    }
    context.future(() -> process(context, limit, reservation, handler));
  }

  private void admit(Context context, BodySizeLimit limit, MemoryReservation reservation) {
    if (draining.getAsBoolean()) {
      throw ApiProblemFactory.shuttingDown();
    }
    long announced = context.req().getContentLengthLong();
    if (announced > limit.bytes()) {
      throw ApiProblemFactory.tooLarge(limit.bytes(), limit.setting());
    }
    int room = RequestBodyBuffer.firstRoom(announced, limit.bytes());
    if (!reservation.reserve(RequestMemoryLimiter.REQUEST_BYTES + (long) room)) {
      throw ApiProblemFactory.overloaded();
    }
  }

  private CompletableFuture<Void> process(
      Context context,
      BodySizeLimit limit,
      MemoryReservation reservation,
      Function<byte[], CompletableFuture<Void>> handler) {
    Request.addCompletionListener(
        ServletContextRequest.getServletContextRequest(context.req()),
        failure -> reservation.close());
    try {
      RequestBodyBuffer buffer =
          new RequestBodyBuffer(context.req().getContentLengthLong(), limit.bytes(), reservation);
      return ServletBodyReader.read(context.req().getInputStream(), buffer)
          .handle(
              (body, failure) -> {
                if (failure != null) {
                  throw notRead(limit, failure);
                }
                if (!reservation.reserve((COPIES - 1L) * body.length)) {
                  throw ApiProblemFactory.overloaded();
                }
                return handler.apply(body);
              })
          .thenCompose(answered -> answered);
    } catch (IOException e) {
      throw notRead(limit, e);
    }
  }

  private static RuntimeException notRead(BodySizeLimit limit, Throwable failure) {
    if (failure instanceof ContentCoding.BodyTooLargeException) {
      return ApiProblemFactory.tooLarge(limit.bytes(), limit.setting());
    }
    if (failure instanceof ContentCoding.RequestMemoryException) {
      return ApiProblemFactory.overloaded();
    }
    LOG.debug("body not read", failure);
    return ApiProblemFactory.bodyNotRead();
  }
}
