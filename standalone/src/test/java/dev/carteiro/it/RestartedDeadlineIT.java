// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.faults.SendFault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topology that never lives for a minute decides all the same what silence decides. */
class RestartedDeadlineIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Shorter than the minute that a start once waited, longer than a start takes. */
  private static final Duration LIFE = Duration.ofSeconds(25);

  private static final int MOST_LIVES = 8;

  @TempDir Path directory;

  @Test
  void anUncertainMessageBecomesManualBetweenRestarts() {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        WholeSystemFixture backbone = WholeSystemFixture.start(directory, settings(fake))) {
      // Given
      RoleProcessFleet fleet =
          new RoleProcessFleet(backbone, directory).start("bridge", "topology-1", "sender", "sink");
      fleet.awaitBridge();
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      fake.addInstance("n1", "token", "5511970000001@s.whatsapp.net");
      backbone.bind(
          "n1",
          Map.of("tenantId", "t1", "evolutionUrls", List.of(fake.url()), "credential", "fake"));
      fake.nextSends("n1", SendFault.TIMED_OUT_BEFORE);
      List<SendClientThreads.ClientInstance> numbers =
          List.of(new SendClientThreads.ClientInstance("n1", "t1"));
      try (SendClientThreads clients =
          new SendClientThreads(backbone, WholeSystemFixture.ADMIN_KEY, numbers, 1, 1).start()) {
        clients.await();
      }
      Awaitility.await().atMost(PATIENCE).until(() -> "unknown".equals(status(backbone)));
      Instant uncertain = Instant.now();

      // When
      int lives = 0;
      do {
        fleet.kill("topology-1");
        fleet.start("topology-1");
      } while (!isManualWithin(backbone, LIFE) && ++lives < MOST_LIVES);

      // Then
      System.out.printf(
          "manual %d s after it was uncertain, in life %d%n",
          Duration.between(uncertain, Instant.now()).toSeconds(), lives + 1);
      assertThat(status(backbone)).isEqualTo("manual");
      assertThat(fake.delivered()).isEmpty();
    }
  }

  private static Map<String, String> settings(EvolutionFakeServer fake) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SENDER_CREDENTIALS", "fake=" + fake.apiKey());
    settings.put("OUTBOX_UNKNOWN_WINDOW", "PT40S");
    return settings;
  }

  private static boolean isManualWithin(WholeSystemFixture backbone, Duration time) {
    try {
      Awaitility.await()
          .atMost(time)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> "manual".equals(status(backbone)));
      return true;
    } catch (ConditionTimeoutException notYet) {
      return false;
    }
  }

  private static String status(WholeSystemFixture backbone) {
    return backbone.rows("SELECT status FROM whatsapp_message_log").stream()
        .map(row -> row.get("status"))
        .findFirst()
        .orElse("");
  }
}
