// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.it.InstanceTraffic.TrafficTurn;
import dev.carteiro.it.WholeSystemFixture.PostResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Threads that post as Evolution does: each instance's webhooks one after the other, again and
 * again until they are acknowledged; the global webhook's copies beside them, at the same time.
 */
final class WebhookPosterThreads implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int GLOBAL_THREADS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final WholeSystemFixture backbone;
  private final List<InstanceTraffic> traffic;
  private final WebhookExpectations truth;
  private final Random seeds;
  private final long gapNanos;
  private final List<Thread> threads = new ArrayList<>();
  private final ThreadPoolExecutor global =
      new ThreadPoolExecutor(
          GLOBAL_THREADS,
          GLOBAL_THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(1_000),
          new ThreadPoolExecutor.CallerRunsPolicy());
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> pendingCopies = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
  private final AtomicLong delivered = new AtomicLong();
  private volatile boolean stopping;

  /**
   * @param gap mean time between two posts of one thread
   */
  WebhookPosterThreads(
      WholeSystemFixture backbone,
      List<InstanceTraffic> traffic,
      WebhookExpectations truth,
      long seed,
      Duration gap) {
    this.backbone = backbone;
    this.traffic = List.copyOf(traffic);
    this.truth = truth;
    this.seeds = new Random(seed);
    this.gapNanos = gap.toNanos();
  }

  WebhookPosterThreads start() {
    for (int i = 0; i < THREADS; i++) {
      List<InstanceTraffic> own = new ArrayList<>();
      for (int n = i; n < traffic.size(); n += THREADS) {
        own.add(traffic.get(n));
      }
      Random random = new Random(seeds.nextLong());
      Thread thread = new Thread(() -> post(own, random), "poster-" + i);
      thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure));
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  /** Deliveries that were acknowledged. */
  long delivered() {
    return delivered.get();
  }

  /**
   * Status → how often it was the answer; 0 is no answer, and a 503 that names no time to come
   * again is apart.
   */
  Map<String, Long> answers() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((status, count) -> counts.put(status, count.get()));
    return counts;
  }

  long answers(String status) {
    return answers().getOrDefault(status, 0L);
  }

  /** Waits until so many more deliveries were acknowledged. */
  void awaitDelivered(long more) {
    long goal = delivered() + more;
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              throwFailure();
              return delivered() >= goal;
            });
  }

  /**
   * Does something while nothing of an instance is on its way and all that it had begun to say was
   * said.
   */
  void whileQuiet(InstanceTraffic instance, Runnable action) {
    instance.lock.lock();
    try {
      instance.rest().forEach(this::deliver);
      Awaitility.await().atMost(PATIENCE).until(() -> pending(instance.name()).get() == 0);
      action.run();
    } finally {
      instance.lock.unlock();
    }
  }

  /** Posts one webhook until it is acknowledged. */
  void deliver(WebhookDelivery delivery) {
    truth.posting(delivery);
    deliverAnyhow(delivery);
  }

  private void post(List<InstanceTraffic> own, Random random) {
    while (!stopping) {
      InstanceTraffic instance = own.get(random.nextInt(own.size()));
      if (instance.lock.tryLock()) {
        try {
          TrafficTurn turn = instance.next();
          if (turn.alsoGlobally()) {
            copy(turn.delivery());
          }
          deliver(turn.delivery());
        } finally {
          instance.lock.unlock();
        }
      }
      LockSupport.parkNanos((long) (random.nextDouble() * 2 * gapNanos));
    }
  }

  /** A copy may overtake its original, but nothing that is posted before or after that. */
  private void copy(WebhookDelivery delivery) {
    truth.posting(delivery);
    InstanceTraffic.globalCopy(delivery)
        .ifPresent(
            copy -> {
              pending(delivery.instance()).incrementAndGet();
              global.execute(
                  () -> {
                    try {
                      deliverAnyhow(copy);
                    } catch (RuntimeException | Error e) {
                      failures.add(e);
                    } finally {
                      pending(delivery.instance()).decrementAndGet();
                    }
                  });
            });
  }

  private void deliverAnyhow(WebhookDelivery delivery) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int attempt = 0; System.nanoTime() < deadline; attempt++) {
      PostResult answer = backbone.answer(delivery.path(), delivery.body());
      boolean honest = answer.status() != 503 || answer.retryAfter();
      answers
          .computeIfAbsent(
              answer.status() + (honest ? "" : " without Retry-After"), s -> new AtomicLong())
          .incrementAndGet();
      if (answer.status() == 200) {
        truth.acknowledged(delivery);
        delivered.incrementAndGet();
        return;
      }
      if (answer.status() != 0 && answer.status() != 503) {
        throw new AssertionError(
            "the bridge answered " + answer.status() + " to " + delivery.fact());
      }
      LockSupport.parkNanos(
          Duration.ofMillis(Math.min(1_000, 50L << Math.min(attempt, 5))).toNanos());
    }
    throw new AssertionError("not acknowledged within " + PATIENCE + ": " + delivery.fact());
  }

  private AtomicLong pending(String instance) {
    return pendingCopies.computeIfAbsent(instance, i -> new AtomicLong());
  }

  /** No new webhooks; returns when those on their way are acknowledged. */
  void stop() {
    stopping = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      global.shutdown();
      if (!global.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("copies of the global webhook are still on their way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    throwFailure();
  }

  private void throwFailure() {
    if (!failures.isEmpty()) {
      throw new AssertionError("a poster failed", failures.peek());
    }
  }

  @Override
  public void close() {
    stopping = true;
    global.shutdownNow();
  }
}
