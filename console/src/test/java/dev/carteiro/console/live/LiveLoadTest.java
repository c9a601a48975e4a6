// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Clients in another process, all of one tenant, so that each gets every event; one in a hundred
 * never reads. Small by default; {@code -Dcarteiro.live.clients=1000 -Dcarteiro.live.rate=500
 * -Dcarteiro.live.seconds=60} is what the feed is built for. Times are printed, never asserted.
 */
class LiveLoadTest {
  private static final int CLIENTS = Integer.getInteger("carteiro.live.clients", 50);
  private static final int RATE = Integer.getInteger("carteiro.live.rate", 200);
  private static final int SECONDS = Integer.getInteger("carteiro.live.seconds", 2);
  private static final int WARM_UP_SECONDS = Math.min(10, SECONDS);
  private static final int BATCH_MS = 10;

  private final LiveFeedTestServer server = new LiveFeedTestServer();
  private long offset;

  @Test
  void everyHealthyClientSeesEverythingInOrder() throws Exception {
    // Given
    int neverReading = Math.max(1, CLIENTS / 100);
    int healthy = CLIENTS - neverReading;
    try (server;
        ManyClientsProcess clients = new ManyClientsProcess(server.port(), healthy, neverReading)) {
      assertThat(clients.line()).isEqualTo("READY");
      Awaitility.await().until(() -> server.hub.size() == CLIENTS);

      // When
      publish(WARM_UP_SECONDS);
      clients.say("RESET");
      double cpu = ManyClientsProcess.cpuSeconds();
      publish(SECONDS);
      clients.say("DONE " + offset * healthy);
      String seen = clients.line();

      // Then
      cpu = ManyClientsProcess.cpuSeconds() - cpu;
      report(seen, healthy, cpu);
      assertThat(seen).startsWith("events=" + offset * healthy + " disordered=0 ended=0 ");
    }
  }

  private void report(String seen, int healthy, double cpu) {
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    for (CloseReason farewell : CloseReason.values()) {
      if (server.dropped(farewell) > 0) {
        System.out.println("live load: " + farewell + "=" + server.dropped(farewell));
      }
    }
    System.out.printf(
        "live load: clients=%d rate=%d seconds=%d healthy=%d dropped=%.0f serverCpuPercent=%.0f"
            + " heapAfterGcMiB=%d bufferMiB=%d turns=%d turnMeanMs=%.1f turnMaxMs=%.1f%n  %s%n",
        CLIENTS,
        RATE,
        SECONDS,
        healthy,
        server.dropped(CloseReason.SLOW),
        100 * cpu / SECONDS,
        heap,
        server.hub.buffer().bytes() >> 20,
        server.metrics.get("live.turn").timer().count(),
        server.metrics.get("live.turn").timer().mean(TimeUnit.MILLISECONDS),
        server.metrics.get("live.turn").timer().max(TimeUnit.MILLISECONDS),
        seen);
  }

  private void publish(int seconds) throws InterruptedException {
    long end = offset + (long) RATE * seconds;
    long begin = System.nanoTime();
    long first = offset;
    CountDownLatch done = new CountDownLatch(1);
    ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    publisher.scheduleAtFixedRate(
        () -> {
          long due =
              Math.min(
                  end,
                  first + Duration.ofNanos(System.nanoTime() - begin).toMillis() * RATE / 1_000);
          List<LiveEvent> events = new ArrayList<>();
          while (offset < due) {
            events.add(event(offset++));
          }
          if (!events.isEmpty()) {
            server.hub.publish(events);
          }
          if (offset >= end) {
            done.countDown();
          }
        },
        0,
        BATCH_MS,
        TimeUnit.MILLISECONDS);
    boolean published = done.await(seconds + 60L, TimeUnit.SECONDS);
    publisher.shutdownNow();
    assertThat(published).isTrue();
  }

  /** As large as the event of a message of a few words. */
  private static LiveEvent event(long offset) {
    Instant now = Instant.now();
    LiveEventId id = new LiveEventId('m', 0, offset, now.toEpochMilli());
    LiveEventDataMapper.LiveEventEnvelope envelope =
        new LiveEventDataMapper.LiveEventEnvelope(
            id.text(),
            LiveEventType.MESSAGE_NEW.text(),
            now,
            "a",
            "default/of-a",
            Map.of(
                "offset",
                offset,
                "sentUs",
                TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000,
                "message",
                LiveEventDataMapper.dataOf(
                    LiveEventFixture.message(
                        dev.carteiro.contract.message.MessageEvent.MessageChangeKind.CREATED,
                        LiveEventFixture.body(""),
                        "Olá! Amanhã às 10h está bem?"))));
    return new LiveEvent(
        id,
        LiveEventType.MESSAGE_NEW,
        "a",
        "default/of-a",
        now.toEpochMilli(),
        false,
        Json.write(envelope));
  }
}
