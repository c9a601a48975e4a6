// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evolution is away for a while: nobody's attempts are used up, people are told, and everything
 * leaves afterwards in order. {@code -Dcarteiro.outage.evolution=600} makes it ten minutes.
 */
class SendOutageIT {
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("carteiro.outage.evolution", 15));
  private static final int NUMBERS = 10;
  private static final int EACH = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void messagesAreDelayedButNotLostWhileEvolutionIsDown() {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        WholeSystemFixture backbone =
            WholeSystemFixture.start(
                    directory,
                    Map.of(
                        "SENDER_PORT", "0",
                        "SENDER_CREDENTIALS", "fake=" + fake.apiKey(),
                        "SENDER_BREAKER_OPEN", "PT3S"))
                .withRolesInside()
                .withSenderInside()) {
      // Given
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      List<SendClientThreads.ClientInstance> numbers = new ArrayList<>();
      for (int n = 0; n < NUMBERS; n++) {
        fake.addInstance("n" + n, "token-" + n, "55119" + (70_000_000 + n) + "@s.whatsapp.net");
        backbone.bind(
            "n" + n,
            Map.of(
                "tenantId",
                "t",
                "evolutionUrls",
                List.of(fake.url()),
                "credential",
                "fake",
                "ratePerMinute",
                60));
        numbers.add(new SendClientThreads.ClientInstance("n" + n, "t"));
      }

      // When
      fake.goOffline();
      Instant until = Instant.now().plus(AWAY);
      List<AcceptedRequest> asked;
      try (SendClientThreads clients =
          new SendClientThreads(backbone, WholeSystemFixture.ADMIN_KEY, numbers, EACH, 1).start()) {
        asked = clients.await();
      }
      Awaitility.await().atMost(PATIENCE).until(() -> !alerts(backbone, "firing").isEmpty());
      while (Instant.now().isBefore(until)) {
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      }
      List<Map<String, String>> used =
          backbone.rows("SELECT id, status FROM whatsapp_message_log WHERE attempts > 0");
      fake.goOnline();
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  backbone
                          .rows(
                              "SELECT 1 FROM whatsapp_message_log WHERE accepted_at IS NOT NULL"
                                  + " AND attempts = 1")
                          .size()
                      == asked.size());

      // Then
      assertThat(used).as("attempts used while Evolution was away").isEmpty();
      SendRunEvidence truth = SendChaosIT.truth(backbone, List.of(fake), asked);
      assertThat(SendInvariants.nothingTwice(truth)).isEmpty();
      assertThat(SendInvariants.order(truth)).isEmpty();
      assertThat(SendInvariants.acceptedWasSent(truth)).isEmpty();
      assertThat(truth.deliveries()).hasSameSizeAs(asked);
      Awaitility.await().atMost(PATIENCE).until(() -> !alerts(backbone, "resolved").isEmpty());
    }
  }

  private static List<Map<String, String>> alerts(WholeSystemFixture backbone, String state) {
    return backbone.rows(
        "SELECT * FROM alerts WHERE rule = 'EVOLUTION_OFFLINE' AND "
            + (state.equals("firing") ? "firing_at" : "resolved_at")
            + " IS NOT NULL");
  }
}
