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

/** Reads bodies of API requests without a waiting thread and in bounded memory. */
record ApiBodyReader(RequestMemoryLimiter inFlight, BooleanSupplier draining) {
  private static final Logger LOG = LoggerFactory.getLogger(ApiBodyReader.class);

  /** Copies of a body at one time: bytes, parsed document, records made from it. */
  private static final int COPIES = 3;

  /** The largest body of an endpoint in bytes, and the setting to name in the error. */
  record BodySizeLimit(int bytes, String setting) {}

  /** The API's memory: three times the largest body, at least 64 MiB. */
  static RequestMemoryLimiter inFlight(int largestBody) {
    return new RequestMemoryLimiter(
        Math.max(
            64L * 1024 * 1024, (long) COPIES * largestBody + RequestMemoryLimiter.REQUEST_BYTES));
  }

  /** Passes the body to a handler, whose future writes the response or fails with a problem. */
  void read(
      Context context, BodySizeLimit limit, Function<byte[], CompletableFuture<Void>> handler) {
    // Opened before draining is checked: one of the stop and this request sees the other.
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
