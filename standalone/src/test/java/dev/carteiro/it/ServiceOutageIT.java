// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL and then Kafka stop under traffic and come back: the bridge goes on answering, and
 * recovery needs no hand. {@code -Dcarteiro.outage.seconds} sets how long PostgreSQL is away; Kafka
 * is away half of that.
 */
class ServiceOutageIT {
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final Duration WITHOUT_POSTGRES =
      Duration.ofSeconds(Long.getLong("carteiro.outage.seconds", 20));
  private static final Duration WITHOUT_KAFKA =
      Duration.ofSeconds(Math.max(15, Long.getLong("carteiro.outage.seconds", 20) / 2));

  /** Enough deliveries to see that everything runs again. */
  private static final int SOME = 300;

  @TempDir Path directory;

  @Test
  void everythingIsStoredAfterOutagesWithoutIntervention() {
    TenantTraffic traffic = new TenantTraffic(SEED, Instant.now());
    WebhookExpectations truth = new WebhookExpectations();
    try (WholeSystemFixture backbone = WholeSystemFixture.start(directory, Map.of());
        WebhookPosterThreads posters =
            new WebhookPosterThreads(backbone, traffic.all(), truth, SEED, Duration.ofMillis(20))) {
      // Given
      System.out.println("seed " + SEED);
      RoleProcessFleet fleet =
          new RoleProcessFleet(backbone, directory).start("bridge", "topology-1", "sink-1");
      fleet.awaitBridge();
      traffic
          .registeredFirst()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      posters.start();
      posters.awaitDelivered(SOME);

      // When
      backbone.platform().stopPostgres();
      LockSupport.parkNanos(WITHOUT_POSTGRES.toNanos());
      posters.awaitDelivered(SOME);
      assertThat(posters.answers()).as("answers while PostgreSQL was away").containsOnlyKeys("200");
      say("without PostgreSQL", posters);
      backbone.platform().startPostgres();
      posters.awaitDelivered(SOME);

      backbone.platform().stopKafka();
      LockSupport.parkNanos(WITHOUT_KAFKA.toNanos());
      assertThat(posters.answers())
          .as("answers while Kafka was away")
          .containsOnlyKeys("200", "503");
      say("without Kafka", posters);
      backbone.platform().startKafka();
      posters.awaitDelivered(SOME);
      posters.stop();
      traffic
          .registeredInTheMiddle()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      traffic
          .registeredAtTheEnd()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));

      // Then
      SettledRunCheck.check(backbone, truth);
      assertThat(posters.answers()).as("answers of the whole run").containsOnlyKeys("200", "503");
      say("in the end", posters);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  private static void say(String when, WebhookPosterThreads posters) {
    System.out.println(Instant.now() + " " + when + ": answers " + posters.answers());
  }
}
