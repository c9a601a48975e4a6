// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import dev.carteiro.contract.Json;
import dev.carteiro.fake.faults.SimulatedResponse;
import dev.carteiro.fake.whatsapp.DelayTimer;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes responses to clients, and simulates connection resets and missing responses. */
public final class SimulatedResponseWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedResponseWriter.class);

  /** Longer than any client waits, so that no request stays open for ever. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(15);

  private final DelayTimer timer;
  private final Set<CompletableFuture<Void>> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lives = new AtomicInteger();

  public SimulatedResponseWriter(DelayTimer timer) {
    this.timer = timer;
  }

  /** Returns a supplier that is true until the server goes offline next. */
  Supplier<Boolean> aliveNow() {
    int life = lives.get();
    return () -> lives.get() == life;
  }

  /** Ends all pending requests without a response, as the end of the process would. */
  public void die() {
    lives.incrementAndGet();
    silent.forEach(waiting -> waiting.complete(null));
  }

  /**
   * Writes the response when it is complete.
   *
   * @param given gets the response before the client does
   */
  void answer(
      Context context,
      CompletableFuture<SimulatedResponse> answer,
      Consumer<SimulatedResponse> given) {
    context.future(
        () ->
            answer.thenCompose(
                is -> {
                  given.accept(is);
                  if (is instanceof SimulatedResponse.HangingResponse) {
                    return silence(context);
                  }
                  write(context, is);
                  return CompletableFuture.completedFuture(null);
                }));
  }

  void write(Context context, SimulatedResponse answer) {
    if (answer instanceof SimulatedResponse.JsonResponse plain) {
      context.status(plain.status()).header("Keep-Alive", "timeout=5");
      if (plain.body() == null) {
        context.result("");
      } else {
        context.contentType("application/json; charset=utf-8").result(Json.write(plain.body()));
      }
    } else {
      reset(context);
    }
  }

  private CompletableFuture<Void> silence(Context context) {
    CompletableFuture<Void> waiting = new CompletableFuture<>();
    silent.add(waiting);
    timer.after(LONGEST_SILENCE, () -> waiting.complete(null));
    return waiting.thenRun(
        () -> {
          silent.remove(waiting);
          reset(context);
        });
  }

  /** Closes the connection with a TCP reset. */
  private static void reset(Context context) {
    EndPoint endPoint =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    if (endPoint instanceof SocketChannelEndPoint socket && socket.getChannel().isOpen()) {
      try {
        socket.getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot reset a connection", e);
      }
    }
    endPoint.close();
    LOG.debug("connection reset path={}", context.path());
  }
}
