// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * A closed-loop load generator for other calls than HTTP: each client asks again as soon as it is
 * answered.
 */
public final class ClosedLoopGenerator {
  private static final int DIGITS = 3;

  private ClosedLoopGenerator() {}

  /** A client, used by one thread; each call is one request. */
  @FunctionalInterface
  public interface ClosedLoopClient {
    void ask() throws Exception;
  }

  /**
   * The result of a run.
   *
   * @param latencies in ns
   */
  public record ClosedLoopResult(Histogram latencies, double seconds) {

    public double perSecond() {
      return latencies.getTotalCount() / seconds;
    }

    public double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** Runs all clients for a time; throws the first failure of any. */
  public static ClosedLoopResult run(List<? extends ClosedLoopClient> clients, Duration time) {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      long begin = System.nanoTime();
      List<Callable<Histogram>> asking = new ArrayList<>();
      clients.forEach(client -> asking.add(() -> ask(client, begin + time.toNanos())));
      Histogram all = new Histogram(DIGITS);
      for (Future<Histogram> one : threads.invokeAll(asking)) {
        all.add(one.get());
      }
      return new ClosedLoopResult(all, (System.nanoTime() - begin) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Histogram ask(ClosedLoopClient client, long end) throws Exception {
    Histogram latencies = new Histogram(DIGITS);
    for (long now = System.nanoTime(); now < end; ) {
      client.ask();
      long answered = System.nanoTime();
      latencies.recordValue(answered - now);
      now = answered;
    }
    return latencies;
  }
}
