// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.transactions.HangingTransactionRepairer;
import dev.carteiro.cli.transactions.TransactionMarkerDecision;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.standalone.embedded.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes under {@code kill -9} of one and of all, in turn, in the middle of transactions:
 * reports what hangs, and what the repair makes of it is whole. How often: {@code
 * carteiro.cluster.restarts}.
 */
@EnabledIfSystemProperty(named = "carteiro.cluster.restarts", matches = "[0-9]+")
class ClusterRestartIT {
  private static final int RESTARTS = Integer.getInteger("carteiro.cluster.restarts", 0);
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final int[] restarts = new int[2];
  private final int[] hangs = new int[2];
  private int repaired;

  @Test
  void transactionsThatHangAfterKillsAreRepaired() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start(directory);
        Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(
                      TransactionLoad.TOPIC,
                      TransactionLoad.PARTITIONS,
                      (short) KafkaCluster.NODES)))
          .all()
          .get();
      TransactionLoad load = new TransactionLoad(cluster.bootstrapServers());
      for (int restart = 0; restart < RESTARTS; restart++) {
        // Given
        boolean all = restart % 2 == 0;
        try (TransactionLoad.LoadRun run = load.run()) {
          Awaitility.await().atMost(Duration.ofMinutes(3)).until(run::allCommitted);
          long until = run.commits() + 1 + random.nextInt(10);
          Awaitility.await()
              .atMost(Duration.ofMinutes(3))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> run.commits() >= until);
          // When
          if (all) {
            for (int node = 0; node < KafkaCluster.NODES; node++) {
              cluster.kill(node);
            }
          } else {
            cluster.kill(random.nextInt(KafkaCluster.NODES));
          }
        }
        cluster.startThoseThatAreDown();
        look(cluster, admin, all ? 1 : 0);
      }
      // Then
      try (TransactionLoad.LoadRun run = load.run()) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(run::allCommitted);
      }
      awaitSettled(admin, true);
      assertThat(load.compare().broken()).as("seed %d", SEED).isEmpty();
    }
  }

  private void look(KafkaCluster cluster, Admin admin, int all) throws Exception {
    awaitSettled(admin, false);
    KafkaSettings kafka =
        new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers()))
            .bind(KafkaSettings.class);
    try (HangingTransactionRepairer repair =
        new HangingTransactionRepairer(kafka, Duration.ofMillis(500))) {
      List<TransactionMarkerDecision> plan = repair.plan();
      restarts[all]++;
      hangs[all] += plan.isEmpty() ? 0 : 1;
      repaired += plan.size();
      assertThat(plan)
          .as("seed %d", SEED)
          .allMatch(one -> one.outcome() != TransactionMarkerDecision.MarkerOutcome.UNDECIDED);
      assertThat(repair.apply(plan)).as("seed %d", SEED).isEmpty();
    }
    report();
  }

  /** Whether what was being ended is; or all is over. */
  private static void awaitSettled(Admin admin, boolean over) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(
            () -> {
              var listings = admin.listTransactions().all().get();
              return listings.size() == TransactionLoad.PRODUCERS
                  && listings.stream()
                      .noneMatch(
                          one ->
                              one.state().name().startsWith("PREPARE")
                                  || over && one.state() == TransactionState.ONGOING);
            });
  }

  private void report() throws IOException {
    Files.writeString(
        Path.of("target", "cluster-restarts.txt"),
        "one of three: %d kills, %d left hanging transactions; all three: %d kills, %d left hanging transactions; %d partitions repaired%n"
            .formatted(restarts[0], hangs[0], restarts[1], hangs[1], repaired),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
