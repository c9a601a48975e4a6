// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Posts webhook bodies and measures their latencies. With a rate, every post has a due time from
 * which its latency counts. So a slow response that delays the posts behind it counts in their
 * latency too.
 */
final class WebhookReplayer {
  /** Attempts for each body: about half a minute, enough for a restart of bridge or Kafka. */
  private static final int MAX_ATTEMPTS = 12;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(4);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int NO_ANSWER = 0;

  /** Passes over all bodies, posts per second (0 for no limit), and posts in flight at a time. */
  record ReplayPlan(
      List<String> bodies, int times, boolean shuffle, long seed, double rate, int concurrency) {

    long total() {
      return (long) bodies.size() * times;
    }

    List<String> pass(int number) {
      if (!shuffle) {
        return bodies;
      }
      List<String> shuffled = new ArrayList<>(bodies);
      Collections.shuffle(shuffled, new Random(seed + number));
      return shuffled;
    }
  }

  /** Codes count all responses, retries too, 0 for none; latencies are in µs. */
  record ReplayResult(
      long total,
      long acknowledged,
      long retries,
      Map<Integer, AtomicLong> codes,
      Histogram micros,
      Duration took) {
    boolean allAcknowledged() {
      return acknowledged == total;
    }

    void print(PrintWriter out) {
      double seconds = Math.max(took.toMillis(), 1) / 1000.0;
      out.printf(
          "acknowledged %d of %d webhooks in %.1f s (%.0f/s), %d retries%n",
          acknowledged, total, seconds, acknowledged / seconds, retries);
      codes.forEach(
          (code, count) ->
              out.printf(
                  "  %s: %d%n", code == NO_ANSWER ? "no answer" : "HTTP " + code, count.get()));
      out.printf(
          "latency in ms: p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n",
          millis(50), millis(99), millis(99.9), micros.getMaxValue() / 1000.0);
    }

    private double millis(double percentile) {
      return micros.getValueAtPercentile(percentile) / 1000.0;
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI url;
  private final ReplayPlan plan;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final Map<Integer, AtomicLong> codes = new ConcurrentSkipListMap<>();
  private final Histogram micros = new ConcurrentHistogram(TimeUnit.HOURS.toMicros(1), 3);

  WebhookReplayer(URI url, ReplayPlan plan) {
    this.url = url;
    this.plan = plan;
  }

  ReplayResult run() {
    long begin = System.nanoTime();
    for (int pass = 0; pass < plan.times(); pass++) {
      List<String> bodies = plan.pass(pass);
      long first = (long) pass * bodies.size();
      next.set(0);
      inParallel(() -> drain(bodies, first, begin));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new ReplayResult(plan.total(), acknowledged.get(), retries.get(), codes, micros, took);
  }

  private void drain(List<String> bodies, long first, long begin) {
    for (long i = next.getAndIncrement(); i < bodies.size(); i = next.getAndIncrement()) {
      long due = System.nanoTime();
      if (plan.rate() > 0) {
        due = begin + (long) ((first + i) * 1e9 / plan.rate());
        waitUntil(due);
      }
      if (post(bodies.get((int) i))) {
        acknowledged.incrementAndGet();
        micros.recordValue(
            Math.min((System.nanoTime() - due) / 1000, micros.getHighestTrackableValue()));
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** Posts a body until it is acknowledged, refused for good, or out of attempts. */
  private boolean post(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      int code = send(request);
      codes.computeIfAbsent(code, unseen -> new AtomicLong()).incrementAndGet();
      if (code / 100 == 2) {
        return true;
      }
      boolean retryable = code == NO_ANSWER || code == 429 || code / 100 == 5;
      if (!retryable || attempt == MAX_ATTEMPTS) {
        return false;
      }
      retries.incrementAndGet();
      waitUntil(System.nanoTime() + pause.toNanos());
      pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.multipliedBy(2);
    }
    return false;
  }

  private int send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return NO_ANSWER;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NO_ANSWER;
    }
  }

  private void inParallel(Runnable work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.concurrency(); i++) {
      Thread thread = new Thread(work, "replay-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        threads.forEach(Thread::interrupt);
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }
}
