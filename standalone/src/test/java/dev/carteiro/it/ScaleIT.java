// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of one role share its partitions; when one comes or goes under traffic, its part moves
 * and every count matches.
 */
class ScaleIT {
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final int SOME = 300;

  @TempDir Path directory;

  @Test
  void nothingIsLostWhileProcessesJoinAndLeaveUnderTraffic() {
    TenantTraffic traffic = new TenantTraffic(SEED, Instant.now());
    WebhookExpectations truth = new WebhookExpectations();
    try (WholeSystemFixture backbone = WholeSystemFixture.start(directory, Map.of());
        WebhookPosterThreads posters =
            new WebhookPosterThreads(backbone, traffic.all(), truth, SEED, Duration.ofMillis(20))) {
      // Given
      System.out.println("seed " + SEED);
      RoleProcessFleet fleet =
          new RoleProcessFleet(backbone, directory)
              .start("bridge", "topology-1", "topology-2", "sink-1", "sink-2");
      fleet.awaitBridge();
      traffic
          .registeredFirst()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      posters.start();
      assertShared(fleet, RoleProcessFleet.TOPOLOGY_GROUP, 2);
      assertShared(fleet, RoleProcessFleet.SINK_GROUP, 2);
      posters.awaitDelivered(SOME);

      // When
      assertThat(fleet.stop("topology-2")).as("exit code after SIGTERM").isZero();
      assertShared(fleet, RoleProcessFleet.TOPOLOGY_GROUP, 1);
      posters.awaitDelivered(SOME);
      fleet.start("topology-2", "sink-3");
      assertShared(fleet, RoleProcessFleet.TOPOLOGY_GROUP, 2);
      assertShared(fleet, RoleProcessFleet.SINK_GROUP, 3);
      posters.awaitDelivered(SOME);
      assertThat(fleet.stop("sink-1")).as("exit code after SIGTERM").isZero();
      assertShared(fleet, RoleProcessFleet.SINK_GROUP, 2);
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
      assertThat(posters.answers()).as("answers of the bridge").containsOnlyKeys("200");
      System.out.println("answers " + posters.answers() + ", messages " + truth.messages().size());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  /** Each member has a part, no two have the same, and together they have all partitions. */
  private static void assertShared(RoleProcessFleet fleet, String group, int members) {
    List<Set<TopicPartition>> shares = fleet.awaitShares(group, members);
    assertThat(shares.stream().flatMap(Set::stream).toList())
        .as(group)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(8);
    System.out.println(Instant.now() + " " + group + " " + shares.stream().map(Set::size).toList());
  }
}
