// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.contract.Json;
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

/** Gives clients their answers, the broken ones too. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** Longer than any client waits; nothing hangs for ever. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(15);

  private final Timer timer;
  private final Set<CompletableFuture<Void>> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger lives = new AtomicInteger();

  Exchange(Timer timer) {
    this.timer = timer;
  }

  /** Says false as soon as the server that runs now has died. */
  Supplier<Boolean> aliveNow() {
    int life = lives.get();
    return () -> lives.get() == life;
  }

  /** The server dies: who waits for an answer gets none. */
  void die() {
    lives.incrementAndGet();
    silent.forEach(waiting -> waiting.complete(null));
  }

  /**
   * Answers, now or later.
   *
   * @param given is told what was answered, before the client can know
   */
  void answer(Context context, CompletableFuture<Answer> answer, Consumer<Answer> given) {
    context.future(
        () ->
            answer.thenCompose(
                is -> {
                  given.accept(is);
                  if (is instanceof Answer.Silence) {
                    return silence(context);
                  }
                  write(context, is);
                  return CompletableFuture.completedFuture(null);
                }));
  }

  void write(Context context, Answer answer) {
    if (answer instanceof Answer.Plain plain) {
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

  /** A connection that ends without the farewell of a close: the client sees a reset. */
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
