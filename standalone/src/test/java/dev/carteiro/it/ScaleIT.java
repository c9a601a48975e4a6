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
  void processesComeAndGoUnderTraffic() {
    Traffic traffic = new Traffic(SEED, Instant.now());
    Truth truth = new Truth();
    try (Backbone backbone = Backbone.start(directory, Map.of());
        Posters posters =
            new Posters(backbone, traffic.all(), truth, SEED, Duration.ofMillis(20))) {
      // Given
      System.out.println("seed " + SEED);
      Fleet fleet =
          new Fleet(backbone, directory)
              .start("bridge", "topology-1", "topology-2", "sink-1", "sink-2");
      fleet.awaitBridge();
      traffic
          .registeredFirst()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      posters.start();
      assertShared(fleet, Fleet.TOPOLOGY_GROUP, 2);
      assertShared(fleet, Fleet.SINK_GROUP, 2);
      posters.awaitDelivered(SOME);

      // When
      assertThat(fleet.stop("topology-2")).as("exit code after SIGTERM").isZero();
      assertShared(fleet, Fleet.TOPOLOGY_GROUP, 1);
      posters.awaitDelivered(SOME);
      fleet.start("topology-2", "sink-3");
      assertShared(fleet, Fleet.TOPOLOGY_GROUP, 2);
      assertShared(fleet, Fleet.SINK_GROUP, 3);
      posters.awaitDelivered(SOME);
      assertThat(fleet.stop("sink-1")).as("exit code after SIGTERM").isZero();
      assertShared(fleet, Fleet.SINK_GROUP, 2);
      posters.awaitDelivered(SOME);
      posters.stop();
      traffic
          .registeredInTheMiddle()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));
      traffic
          .registeredAtTheEnd()
          .forEach(instance -> backbone.bind(instance.name(), instance.binding()));

      // Then
      Settled.check(backbone, truth);
      assertThat(posters.answers()).as("answers of the bridge").containsOnlyKeys("200");
      System.out.println("answers " + posters.answers() + ", messages " + truth.messages().size());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  /** Each member has a part, no two have the same, and together they have all partitions. */
  private static void assertShared(Fleet fleet, String group, int members) {
    List<Set<TopicPartition>> shares = fleet.awaitShares(group, members);
    assertThat(shares.stream().flatMap(Set::stream).toList())
        .as(group)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(8);
    System.out.println(Instant.now() + " " + group + " " + shares.stream().map(Set::size).toList());
  }
}
