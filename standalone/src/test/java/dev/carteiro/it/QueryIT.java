// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.standalone.ChildJvm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three topology processes answer as one: through any of them, for each tenant its own, and when
 * one is killed in the middle of a scan the answers say what they lack. {@code
 * -Dcarteiro.query.recovery=true} also waits until its partitions have moved, and counts again.
 */
class QueryIT {
  private static final String ADMIN = WholeSystemFixture.ADMIN_KEY;
  private static final String ACME = "ck_acme-analyst-0123456789abcdef";
  private static final String OTHER = "ck_other-analyst-0123456789abcde";
  private static final int INSTANCES = 12;
  private static final int MESSAGES = 1_200;
  private static final int OTHERS = 30;
  private static final int PAGE = 100;

  /** The killed process's transactions block its partitions for half a minute. */
  private static final boolean TO_THE_END = Boolean.getBoolean("carteiro.query.recovery");

  @TempDir Path directory;

  @Test
  void threeProcessesAnswerAsOneAndSayWhatTheyLackWhenOneIsKilled() {
    try (WholeSystemFixture backbone =
            WholeSystemFixture.start(directory, Map.of("TOPIC_PARTITIONS", "6"));
        TopologyProcessFleet fleet = new TopologyProcessFleet(backbone, directory)) {
      // Given
      load(fleet);
      ChildJvm victim = fleet.startProcess(Map.of());
      fleet.startInside();
      fleet.startInside();
      fleet.awaitShared(3);
      fleet.awaitSettled();

      assertEveryMessageThroughEveryProcess(fleet);
      assertTenantsAreApart(fleet);
      assertFullScans(fleet);
      assertStats(fleet);
      assertProcesses(fleet);
      assertASlowPeerIsNotWaitedFor(fleet, victim);

      // When
      ListScan scan = new ListScan(fleet, fleet.ports().get(1));
      scan.page();
      victim.kill();
      for (int n = 0; n < MESSAGES / PAGE + 1; n++) {
        scan.page();
      }

      // Then
      assertThat(scan.lacking).as("what was lacking was said").isTrue();
      assertThat(scan.next).as("there is more to come").isNotNull();
      assertThat(scan.ids).hasSizeLessThan(MESSAGES);
      TopologyProcessFleet.QueryResponse sum =
          fleet.some(fleet.ports().get(1), "/api/query/stats?step=P1D", ACME);
      assertThat(sum.status()).isEqualTo(200);
      assertThat(sum.body().get("partial").booleanValue()).isTrue();
      assertThat(sum.body().get("missing")).isNotEmpty();
      if (TO_THE_END) {
        scan.toTheEnd();
        assertThat(scan.ids).hasSize(MESSAGES);
        sum = fleet.whole(fleet.ports().get(1), "/api/query/stats?step=P1D", ACME);
        assertThat(sum.body().get("partial").booleanValue()).isFalse();
        assertThat(received(sum)).isEqualTo(MESSAGES);
      }
    }
  }

  private static void load(TopologyProcessFleet fleet) {
    fleet.tenant("acme");
    fleet.tenant("other");
    fleet.key(ACME, ApiKeyRecord.ApiKeyRole.ANALYST, "acme");
    fleet.key(OTHER, ApiKeyRecord.ApiKeyRole.ANALYST, "other");
    for (int n = 0; n < INSTANCES; n++) {
      fleet.bind(instance(n), "acme");
    }
    fleet.bind(InstanceKey.of("theirs"), "other");
    fleet.flush();
    for (int n = 0; n < MESSAGES; n++) {
      fleet.webhook(instance(n % INSTANCES), message(instance(n % INSTANCES), "ACME" + n));
    }
    for (int n = 0; n < OTHERS; n++) {
      fleet.webhook(InstanceKey.of("theirs"), message(InstanceKey.of("theirs"), "OTHER" + n));
    }
    // A retry, which deduplication holds back.
    fleet.webhook(instance(0), message(instance(0), "ACME0"));
    fleet.webhook(InstanceKey.of("nobody's"), message(InstanceKey.of("nobody's"), "PARKED"));
    fleet.flush();
  }

  private static InstanceKey instance(int number) {
    return InstanceKey.of("número/" + number);
  }

  private static JsonNode message(InstanceKey instance, String id) {
    return new WebhookBodies(instance.name(), "evolution-" + instance.name(), "t")
        .message(
            "messages.upsert",
            new WebhookBodies.SampleMessage(
                id, "5511999990000@s.whatsapp.net", null, false, "=Olá " + id, Instant.now()),
            "DELIVERY_ACK",
            false);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void assertEveryMessageThroughEveryProcess(TopologyProcessFleet fleet) {
    for (int n = 0; n < INSTANCES; n++) {
      String path = "/api/query/messages/" + encoded(instance(n).name()) + "/ACME" + n;
      for (int port : fleet.ports()) {
        TopologyProcessFleet.QueryResponse answer = fleet.whole(port, path, ACME);
        assertThat(answer.status())
            .as("%s through %d: %s", path, port, answer.body())
            .isEqualTo(200);
        assertThat(answer.body().get("text").textValue()).isEqualTo("=Olá ACME" + n);
        assertThat(answer.body().get("instance").textValue()).isEqualTo(instance(n).text());
        assertThat(fleet.whole(port, path + "x", ACME).status()).isEqualTo(404);
      }
    }
  }

  private static void assertTenantsAreApart(TopologyProcessFleet fleet) {
    for (int port : fleet.ports()) {
      assertThat(fleet.whole(port, "/api/query/messages/theirs/OTHER1", ACME).status())
          .isEqualTo(404);
      assertThat(fleet.whole(port, "/api/query/messages/theirs/OTHER1", OTHER).status())
          .isEqualTo(200);
      assertThat(fleet.whole(port, "/api/query/instances/theirs", ACME).status()).isEqualTo(404);
      assertThat(fleet.whole(port, "/api/query/parked", ACME).body().get("items")).isEmpty();
      assertThat(fleet.whole(port, "/api/query/parked", ADMIN).body().get("items")).hasSize(1);
      assertThat(fleet.whole(port, "/api/query/duplicates", OTHER).body().get("items")).isEmpty();
      JsonNode repeated = fleet.whole(port, "/api/query/duplicates", ACME).body().get("items");
      assertThat(repeated.findValuesAsText("messageId")).contains("ACME0");
      assertThat(
              fleet
                  .whole(port, "/api/query/stores/message-states?limit=1000", OTHER)
                  .body()
                  .findValuesAsText("tenantId"))
          .containsOnly("other");
    }
  }

  private static void assertFullScans(TopologyProcessFleet fleet) {
    for (int port : fleet.ports()) {
      ListScan scan = new ListScan(fleet, port);
      scan.toTheEnd();
      assertThat(scan.ids).hasSize(MESSAGES);
    }
    JsonNode instances =
        fleet.whole(fleet.ports().get(0), "/api/query/instances?limit=1000", ACME).body();
    assertThat(instances.get("items").findValuesAsText("instance")).hasSize(INSTANCES).isSorted();
    TopologyProcessFleet.QueryResponse csv =
        fleet.whole(
            fleet.ports().get(0), "/api/query/stores/message-states?limit=5&format=csv", ACME);
    assertThat(csv.text().lines()).hasSize(6);
  }

  private static void assertStats(TopologyProcessFleet fleet) {
    for (int port : fleet.ports()) {
      assertThat(received(fleet.whole(port, "/api/query/stats?step=P1D", ACME)))
          .isEqualTo(MESSAGES);
      assertThat(received(fleet.whole(port, "/api/query/stats?step=P1D", OTHER))).isEqualTo(OTHERS);
    }
  }

  private static long received(TopologyProcessFleet.QueryResponse answer) {
    long sum = 0;
    for (JsonNode window : answer.body().get("items")) {
      sum += window.get("in").longValue();
    }
    return sum;
  }

  private static void assertProcesses(TopologyProcessFleet fleet) {
    TopologyProcessFleet.QueryResponse answer =
        fleet.whole(fleet.ports().get(0), "/api/query/processes", ADMIN);
    assertThat(answer.body().get("items")).hasSize(3);
    assertThat(answer.body().findValuesAsText("state")).containsOnly("running");
    assertThat(fleet.whole(fleet.ports().get(0), "/api/query/processes", ACME).status())
        .isEqualTo(403);
  }

  private static void assertASlowPeerIsNotWaitedFor(TopologyProcessFleet fleet, ChildJvm peer) {
    peer.suspend();
    TopologyProcessFleet.QueryResponse answer =
        fleet.some(fleet.ports().get(1), "/api/query/instances", ACME);
    peer.resume();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("partial").booleanValue()).isTrue();
    assertThat(answer.body().get("reasons")).extracting(JsonNode::textValue).contains("DEADLINE");
    assertThat(answer.body().get("next").textValue()).isNotNull();
  }

  /** All messages of a tenant, page by page; waits when it is told to. */
  private static final class ListScan {
    private final TopologyProcessFleet fleet;
    private final int port;
    private final Set<String> ids = new HashSet<>();
    private boolean lacking;
    private String next = "";

    ListScan(TopologyProcessFleet fleet, int port) {
      this.fleet = fleet;
      this.port = port;
    }

    /** Whether there was a page. */
    boolean page() {
      String path =
          "/api/query/stores/message-states?limit="
              + PAGE
              + (next.isEmpty() ? "" : "&page=" + next);
      TopologyProcessFleet.QueryResponse answer = fleet.get(port, path, ACME);
      if (answer.status() == 503) {
        lacking = true;
        return false;
      }
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      lacking |= answer.body().get("partial").booleanValue();
      for (JsonNode item : answer.body().get("items")) {
        assertThat(ids.add(item.get("value").get("messageId").textValue())).as("once").isTrue();
      }
      next = answer.body().get("next").textValue();
      return true;
    }

    void toTheEnd() {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                boolean answered = true;
                while (answered && next != null) {
                  answered = page();
                }
                return next == null;
              });
    }
  }
}
