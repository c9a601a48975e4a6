// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.watch.PaceLimitChecker;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.standalone.embedded.EmbeddedKafkaBroker;
import dev.carteiro.topology.TopologySettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The limit of each instance on a real Kafka: its permits leave at once, and no more, also not
 * after a restart. The bench {@code pacing} looks at whole minutes of many more instances.
 */
class InstancePacingIT {
  private static final int MAX_RECORD_BYTES = 48 * 1024 * 1024;
  private static final int INSTANCES = 40;
  private static final int LIMIT = 10;

  /** Bound after the restart, so that one sees when commands are taken again. */
  private static final int NEWCOMERS = INSTANCES + 10;

  @TempDir Path directory;

  @Test
  void everyInstanceSendsItsPermitsAndNoMoreAlsoAfterARestart() {
    try (EmbeddedKafkaBroker kafka =
        EmbeddedKafkaBroker.start(
            EmbeddedKafkaBroker.EmbeddedKafkaSettings.onFreePorts(
                directory.resolve("kafka"), MAX_RECORD_BYTES))) {
      Map<String, String> environment =
          Map.of(
              "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
              "TOPOLOGY_PORT", "0",
              "TOPOLOGY_STATE_DIR", directory.resolve("state").toString());
      PaceLimitChecker pace = new PaceLimitChecker(LIMIT);
      try (KafkaLoadWriter load = new KafkaLoadWriter(environment);
          InstantSenderStub sender =
              new InstantSenderStub(
                  new Environment(environment).bind(KafkaSettings.class), load, pace)) {
        // Given
        load.bind(INSTANCES, LIMIT);
        backlog(load, 0, INSTANCES);
        ProcessRole topology = topology(environment);
        answerUntil(sender, () -> haveSent(pace, 0, INSTANCES));

        // When
        topology.close();
        topology = topology(environment);
        load.bind(NEWCOMERS, LIMIT);
        backlog(load, INSTANCES, NEWCOMERS);
        answerUntil(sender, () -> haveSent(pace, INSTANCES, NEWCOMERS));
        topology.close();

        // Then
        assertThat(pace.excesses()).as("%s", pace.example()).isZero();
      }
    }
  }

  /** More than their permits. */
  private static void backlog(KafkaLoadWriter load, int from, int to) {
    for (int n = 0; n < LIMIT + 3; n++) {
      for (int instance = from; instance < to; instance++) {
        load.command(instance, null);
      }
    }
    load.flush();
  }

  private static void answerUntil(InstantSenderStub sender, BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      sender.answer();
    }
  }

  private static boolean haveSent(PaceLimitChecker pace, int from, int to) {
    return IntStream.range(from, to).allMatch(n -> count(pace, n) >= LIMIT);
  }

  private static int count(PaceLimitChecker pace, int instance) {
    return pace.count(KafkaLoadWriter.instance(instance).text());
  }

  private static ProcessRole topology(Map<String, String> environment) {
    ProcessRole topology =
        new ModuleRoleFactory()
            .topology(
                new Environment(environment).bind(TopologySettings.class),
                MeterRegistryFactory.registry());
    topology.start();
    return topology;
  }
}
