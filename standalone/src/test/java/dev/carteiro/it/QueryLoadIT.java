// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement: {@code -Dcarteiro.query.messages=1000000}. So many messages go through the
 * topology of three processes; then one client asks, one request after the other, and what the
 * answers took is printed. Aims: a key below 5 ms at the 99th percentile through any process, a
 * page of 100 below 30 ms. {@code -Dcarteiro.topology.jvm} sets the options of the processes' JVMs.
 */
@EnabledIfSystemProperty(named = "carteiro.query.messages", matches = "[0-9]+")
class QueryLoadIT {
  private static final int MESSAGES = Integer.getInteger("carteiro.query.messages", 0);
  private static final int INSTANCES = Math.max(1, Math.min(1_000, MESSAGES / 100));
  private static final int WARM = Integer.getInteger("carteiro.query.warm", 10_000);
  private static final int ASKED = 10_000;
  private static final int PAGES = 2_500;
  private static final String KEY = WholeSystemFixture.ADMIN_KEY;

  @TempDir Path directory;

  @Test
  void keysAndPagesAreAnsweredInTime() {
    try (WholeSystemFixture backbone =
            WholeSystemFixture.start(directory, Map.of("TOPIC_PARTITIONS", "12"));
        TopologyProcessFleet fleet = new TopologyProcessFleet(backbone, directory)) {
      // Given
      fleet.tenant("load");
      for (int n = 0; n < INSTANCES; n++) {
        fleet.bind(InstanceKey.of("n" + n), "load");
      }
      fleet.flush();
      for (int n = 0; n < 3; n++) {
        fleet.startProcess(
            Map.of("JDK_JAVA_OPTIONS", System.getProperty("carteiro.topology.jvm", "-Xmx768m")));
      }
      fleet.awaitShared(3);
      long start = System.nanoTime();
      for (int n = 0; n < MESSAGES; n++) {
        fleet.webhook(InstanceKey.of("n" + n % INSTANCES), message(n));
      }
      fleet.flush();
      fleet.awaitSettled();
      System.out.printf(
          "%,d messages went through in %d s%n",
          MESSAGES, (System.nanoTime() - start) / 1_000_000_000);

      // When
      Map<Integer, Set<Integer>> owned = owned(fleet);
      Histogram owner = new Histogram(3);
      Histogram other = new Histogram(3);
      keys(fleet, owned, WARM, new Histogram(3), new Histogram(3));
      keys(fleet, owned, ASKED, owner, other);
      Histogram pages = pages(fleet);
      print("a key through its owner", owner);
      print("a key through another process", other);
      print("a page of 100", pages);

      // Then
      assertThat(count(fleet)).isEqualTo(MESSAGES);
    }
  }

  private static JsonNode message(int number) {
    String instance = "n" + number % INSTANCES;
    return new WebhookBodies(instance, "evolution-" + instance, "t")
        .message(
            "messages.upsert",
            new WebhookBodies.SampleMessage(
                id(number),
                "55119%08d@s.whatsapp.net".formatted(number % 50_000),
                null,
                false,
                "Olá, a sua encomenda está a caminho! " + number,
                Instant.now()),
            "DELIVERY_ACK",
            false);
  }

  private static String id(int number) {
    return "3EB0%016X".formatted(number * 0x9E3779B97F4A7C15L);
  }

  /** Partitions of each process, by its port. */
  private static Map<Integer, Set<Integer>> owned(TopologyProcessFleet fleet) {
    Map<Integer, Set<Integer>> owned = new java.util.HashMap<>();
    for (JsonNode process :
        fleet.get(fleet.ports().get(0), "/api/query/processes", KEY).body().get("items")) {
      String address = process.get("address").textValue();
      Set<Integer> partitions = new HashSet<>();
      process.get("partitions").forEach(number -> partitions.add(number.intValue()));
      owned.put(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), partitions);
    }
    return owned;
  }

  private static void keys(
      TopologyProcessFleet fleet,
      Map<Integer, Set<Integer>> owned,
      int count,
      Histogram owner,
      Histogram other) {
    Random random = new Random(count);
    for (int n = 0; n < count; n++) {
      int number = random.nextInt(MESSAGES);
      InstanceKey instance = InstanceKey.of("n" + number % INSTANCES);
      int port = fleet.ports().get(random.nextInt(3));
      long start = System.nanoTime();
      TopologyProcessFleet.QueryResponse answer =
          fleet.get(port, "/api/query/messages/" + instance.name() + "/" + id(number), KEY);
      long micros = (System.nanoTime() - start) / 1_000;
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      int partition = dev.carteiro.contract.KeyPartitioner.of(instance.text(), 12);
      (owned.get(port).contains(partition) ? owner : other).recordValue(micros);
    }
  }

  private static Histogram pages(TopologyProcessFleet fleet) {
    Histogram pages = new Histogram(3);
    String next = null;
    for (int n = 0; n < PAGES; n++) {
      String path =
          "/api/query/stores/message-states?limit=100" + (next == null ? "" : "&page=" + next);
      long start = System.nanoTime();
      TopologyProcessFleet.QueryResponse answer = fleet.get(fleet.ports().get(n % 3), path, KEY);
      if (n >= PAGES / 5) {
        pages.recordValue((System.nanoTime() - start) / 1_000);
      }
      assertThat(answer.status()).isEqualTo(200);
      next = answer.body().get("next").textValue();
    }
    return pages;
  }

  private static int count(TopologyProcessFleet fleet) {
    Set<String> ids = new HashSet<>();
    String next = "";
    while (next != null) {
      TopologyProcessFleet.QueryResponse answer =
          fleet.get(
              fleet.ports().get(0),
              "/api/query/stores/message-states?limit=1000"
                  + (next.isEmpty() ? "" : "&page=" + next),
              KEY);
      assertThat(answer.body().get("partial").booleanValue()).isFalse();
      answer
          .body()
          .get("items")
          .forEach(item -> ids.add(item.get("value").get("messageId").textValue()));
      next = answer.body().get("next").textValue();
    }
    return ids.size();
  }

  private static void print(String what, Histogram micros) {
    System.out.printf(
        "%s: p50 %.2f ms, p99 %.2f ms, max %.2f ms of %,d%n",
        what,
        micros.getValueAtPercentile(50) / 1_000.0,
        micros.getValueAtPercentile(99) / 1_000.0,
        micros.getMaxValue() / 1_000.0,
        micros.getTotalCount());
  }
}
