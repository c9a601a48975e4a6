// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.transactions.HangingTransactionRepairer;
import dev.carteiro.cli.transactions.TransactionMarkerDecision;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.standalone.embedded.PlainKafkaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transaction never hangs after the only broker ended in the middle of it, however it ended
 * (KAFKA-20734). How often, how it ends and how it starts: {@code carteiro.broker.restarts}, {@code
 * carteiro.broker.end=kill|stop|freeze}, {@code carteiro.broker.start=embedded|plain}; plain is
 * Kafka's own order of starting, of which it reports what hangs, and compares what the repair makes
 * of it.
 */
class BrokerRestartIT {
  private static final int RESTARTS = Integer.getInteger("carteiro.broker.restarts", 4);
  private static final BrokerStopMode END =
      BrokerStopMode.valueOf(
          System.getProperty("carteiro.broker.end", "kill").toUpperCase(Locale.ROOT));
  private static final boolean PLAIN =
      "plain".equals(System.getProperty("carteiro.broker.start", "embedded"));
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());

  /** Above the session timeout of the plain form, and of Kafka's default. */
  private static final Duration FREEZE = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final List<Long> starts = new ArrayList<>();
  private int hangs;
  private int hung;

  @Test
  void noTransactionHangs() throws Exception {
    EmbeddedKafkaBroker.EmbeddedKafkaSettings settings =
        EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(directory.resolve("kafka"), 1 << 20);
    TransactionLoad load = new TransactionLoad(settings.bootstrapServers());
    // The first start formats.
    try (ChildJvm first = KafkaProcess.start(directory.resolve("output-0"), settings);
        Admin admin = admin(settings)) {
      admin
          .createTopics(
              List.of(new NewTopic(TransactionLoad.TOPIC, TransactionLoad.PARTITIONS, (short) 1)))
          .all()
          .get();
      loadAndEnd(load, first);
    }
    for (int restart = 1; restart <= RESTARTS; restart++) {
      restart(restart, settings, load);
    }
    compare(settings, load);
  }

  private void restart(
      int number, EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, TransactionLoad load)
      throws Exception {
    Path output = directory.resolve("output-" + number);
    long begin = System.nanoTime();
    try (ChildJvm broker = start(output, settings);
        Admin admin = admin(settings)) {
      starts.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
      Set<String> found = hanging(admin);
      hung += found.size();
      hangs += found.isEmpty() ? 0 : 1;
      if (PLAIN) {
        repair(settings, found);
      } else {
        assertThat(found).as("seed %d, restart %d", SEED, number).isEmpty();
      }
      loadAndEnd(load, broker);
    }
    Files.delete(output);
    if (number % 10 == 0) {
      report(number);
    }
  }

  /** What this test finds by itself, the repair finds and ends. */
  private static void repair(EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, Set<String> found)
      throws Exception {
    KafkaSettings kafka =
        new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", settings.bootstrapServers()))
            .bind(KafkaSettings.class);
    try (HangingTransactionRepairer repair =
        new HangingTransactionRepairer(kafka, Duration.ofMillis(100))) {
      List<TransactionMarkerDecision> plan = repair.plan();
      assertThat(plan).as("seed %d", SEED).hasSameSizeAs(found);
      assertThat(repair.apply(plan)).as("seed %d", SEED).isEmpty();
    }
  }

  private void compare(EmbeddedKafkaBroker.EmbeddedKafkaSettings settings, TransactionLoad load)
      throws Exception {
    try (ChildJvm broker = start(directory.resolve("output-last"), settings);
        Admin admin = admin(settings)) {
      assertThat(hanging(admin)).as("seed %d", SEED).isEmpty();
      // Those that were under way end.
      try (TransactionLoad.LoadRun run = load.run()) {
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(run::allCommitted);
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(
              () ->
                  admin.listTransactions().all().get().stream()
                      .noneMatch(BrokerRestartIT::underWay));
      TransactionLoad.LoadOutcome outcome = load.compare();
      assertThat(outcome.broken()).as("seed %d", SEED).isEmpty();
      append(outcome.acknowledged() + " transactions acknowledged, all of them whole\n");
      broker.terminate();
      broker.exitCode();
    }
  }

  private ChildJvm start(Path output, EmbeddedKafkaBroker.EmbeddedKafkaSettings settings) {
    return PLAIN ? PlainKafkaProcess.start(output, settings) : KafkaProcess.start(output, settings);
  }

  private void loadAndEnd(TransactionLoad load, ChildJvm broker) {
    TransactionLoad.LoadRun run = load.run();
    try {
      Awaitility.await().atMost(Duration.ofMinutes(5)).until(run::allCommitted);
      if (END == BrokerStopMode.FREEZE) {
        awaitCommits(run, run.commits() + random.nextInt(10));
        broker.suspend();
        rest(FREEZE);
        broker.resume();
      }
      // A point in the life of a transaction, not a multiple of one.
      awaitCommits(run, run.commits() + 1 + random.nextInt(20));
      rest(Duration.ofMillis(random.nextInt(60)));
      if (END == BrokerStopMode.STOP) {
        broker.terminate();
        broker.exitCode();
      } else {
        broker.kill();
      }
    } finally {
      run.close();
    }
  }

  private static void awaitCommits(TransactionLoad.LoadRun run, long count) {
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> run.commits() >= count);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("nothing is committed; producers gave up for " + run.failures(), e);
    }
  }

  private static void rest(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Open in a partition though the coordinator does not have them open; nobody writes meanwhile.
   */
  private static Set<String> hanging(Admin admin) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> settled(admin.listTransactions().all().get()));
    Set<Long> open =
        admin.listTransactions().all().get().stream()
            .filter(BrokerRestartIT::underWay)
            .map(TransactionListing::producerId)
            .collect(Collectors.toSet());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < TransactionLoad.PARTITIONS; partition++) {
      partitions.add(new TopicPartition(TransactionLoad.TOPIC, partition));
    }
    Set<String> hanging = new HashSet<>();
    admin
        .describeProducers(partitions)
        .all()
        .get()
        .forEach(
            (partition, state) -> {
              for (ProducerState producer : state.activeProducers()) {
                if (producer.currentTransactionStartOffset().isPresent()
                    && !open.contains(producer.producerId())) {
                  hanging.add(partition + " " + producer.currentTransactionStartOffset());
                }
              }
            });
    return hanging;
  }

  /**
   * The coordinator has read its log, which names every producer, and ended what was to be ended.
   */
  private static boolean settled(Collection<TransactionListing> listings) {
    return listings.size() == TransactionLoad.PRODUCERS
        && listings.stream().noneMatch(listing -> listing.state().name().startsWith("PREPARE"));
  }

  private static boolean underWay(TransactionListing listing) {
    return listing.state() == TransactionState.ONGOING
        || listing.state().name().startsWith("PREPARE");
  }

  private static Admin admin(EmbeddedKafkaBroker.EmbeddedKafkaSettings settings) {
    return Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()));
  }

  private void report(int restarts) throws IOException {
    List<Long> sorted = starts.stream().sorted().toList();
    append(
        "%s, %s: %d restarts, %d left hanging transactions (%d partitions); start %d ms in the middle, %d ms at most%n"
            .formatted(
                PLAIN ? "plain" : "embedded",
                END,
                restarts,
                hangs,
                hung,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1)));
  }

  private static void append(String line) throws IOException {
    Files.writeString(
        Path.of("target", "broker-restarts.txt"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
