// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.disk.FullDiskDetector;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.regex.Pattern;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and controller (KRaft) in this process, on loopback. It is the real server with
 * real durability settings; only replication is missing. What it acknowledged survives {@link
 * #close} and a kill of the process.
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafkaBroker.class);
  private static final long MIB = 1024 * 1024;

  /** What does not depend on the settings. */
  private static final String FIXED =
      """
      process.roles=broker,controller
      node.id=1
      controller.listener.names=CONTROLLER
      listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
      inter.broker.listener.name=PLAINTEXT
      # A misspelt topic is an error; TopicProvisioner creates those of the project.
      auto.create.topics.enable=false

      # Kafka's defaults assume three brokers.
      default.replication.factor=1
      min.insync.replicas=1
      offsets.topic.replication.factor=1
      transaction.state.log.replication.factor=1
      transaction.state.log.min.isr=1
      share.coordinator.state.topic.replication.factor=1
      share.coordinator.state.topic.min.isr=1
      # A partition without a leader loses the markers of transactions that end meanwhile
      # (KAFKA-20734). So the controller must never take the leaderships away from the only broker:
      # not when it is silent for long because the process or the machine stood still, and not when
      # it stops. The registration that a run left behind is fenced by the next start.
      # 24 days are the largest value that Kafka accepts.
      broker.session.timeout.ms=2147483647
      controlled.shutdown.enable=false

      # One machine, often a small one.
      offsets.topic.num.partitions=4
      transaction.state.log.num.partitions=4
      share.coordinator.state.topic.num.partitions=1
      num.network.threads=2
      num.io.threads=4
      background.threads=2
      log.cleaner.threads=1
      log.cleaner.dedupe.buffer.size=16777216
      # Retention frees whole segments. With segments of 1 GiB and a check every 5 minutes, a small
      # disk would fill first.
      log.retention.check.interval.ms=30000
      # Two index files, 10 MiB each by default, are mapped for every partition; a segment of 64 MiB
      # needs 200 KiB.
      log.index.size.max.bytes=1048576

      broker.heartbeat.interval.ms=500
      # A transaction that a kill left open blocks its readers until it is found, which is looked for
      # every 10 s by default.
      transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
      # No other member is about to join.
      group.initial.rebalance.delay.ms=0
      group.streams.initial.rebalance.delay.ms=0
      group.streams.assignment.interval.ms=0
      group.streams.min.session.timeout.ms=6000
      group.streams.session.timeout.ms=10000
      group.streams.min.heartbeat.interval.ms=500
      group.streams.heartbeat.interval.ms=1000
      """;

  /**
   * Directory, ports on 127.0.0.1 and record size of the broker.
   *
   * @param directory of the log; formatted when empty, used as it is otherwise
   * @param controllerPort must not change once the directory is formatted
   * @param maxRecordBytes the largest record of any topic
   */
  public record EmbeddedKafkaSettings(
      Path directory, int port, int controllerPort, int maxRecordBytes) {

    public static EmbeddedKafkaSettings onFreePorts(Path directory, int maxRecordBytes) {
      return new EmbeddedKafkaSettings(
          directory, LoopbackPorts.anyFree(), LoopbackPorts.anyFree(), maxRecordBytes);
    }

    public String bootstrapServers() {
      return LoopbackPorts.LOOPBACK + ":" + port;
    }
  }

  private final EmbeddedKafkaSettings settings;
  private final KafkaRaftServer server;

  private EmbeddedKafkaBroker(EmbeddedKafkaSettings settings, KafkaRaftServer server) {
    this.settings = settings;
    this.server = server;
  }

  /** Starts the broker, which then serves. Fails with PORT_IN_USE or KAFKA_NOT_STARTED. */
  public static EmbeddedKafkaBroker start(EmbeddedKafkaSettings settings) {
    LoopbackPorts.requireFree(settings.port(), "EMBEDDED_KAFKA_PORT", "the embedded Kafka");
    LoopbackPorts.requireFree(
        settings.controllerPort(),
        "EMBEDDED_KAFKA_CONTROLLER_PORT",
        "the embedded Kafka's controller");
    explainEnds(settings.directory());
    KafkaRaftServer server;
    try {
      if (!format(settings.directory())) {
        BrokerRegistrationFence.raise(properties(settings));
      }
      server = new KafkaRaftServer(new KafkaConfig(properties(settings), false), Time.SYSTEM);
      start(server);
    } catch (Exception e) {
      throw new StartupException(
          "KAFKA_NOT_STARTED",
          "the embedded Kafka did not start on %s: %s"
              .formatted(settings.directory(), e.getMessage()),
          e);
    }
    LOG.info(
        "embedded Kafka serves bootstrap={} directory={}",
        settings.bootstrapServers(),
        settings.directory());
    return new EmbeddedKafkaBroker(settings, server);
  }

  private static void start(KafkaRaftServer server) {
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  /** Makes Kafka log why it ends the process, if that is known. */
  private static void explainEnds(Path directory) {
    Exit.Procedure end =
        (status, message) -> {
          LOG.error(
              "the embedded Kafka cannot go on: {}",
              FullDiskDetector.at(directory)
                  .orElse(message == null ? "see the log above" : message));
          Runtime.getRuntime().halt(ExitCode.ROLE_FAILED.code());
        };
    Exit.setExitProcedure(end);
    Exit.setHaltProcedure(end);
  }

  public EmbeddedKafkaSettings settings() {
    return settings;
  }

  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** A topic's partitions by its directories, without a request; empty when there is none. */
  public OptionalInt partitions(String topic) {
    String[] found =
        settings
            .directory()
            .toFile()
            .list((in, name) -> name.matches(Pattern.quote(topic) + "-\\d+"));
    return found == null || found.length == 0 ? OptionalInt.empty() : OptionalInt.of(found.length);
  }

  /** Stops cleanly; blocks until everything is on disk. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** Formats the directory; returns false when it was formatted before. */
  private static boolean format(Path directory) throws Exception {
    Files.createDirectories(directory);
    if (Files.exists(directory.resolve("meta.properties"))) {
      return false;
    }
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(1)
          .setControllerListenerName("CONTROLLER")
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setIgnoreFormatted(true)
          .setUnstableFeatureVersionsEnabled(false)
          .run();
    }
    return true;
  }

  static Properties properties(EmbeddedKafkaSettings settings) {
    Properties kafka = new Properties();
    try {
      kafka.load(new StringReader(FIXED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kafka.setProperty(
        "controller.quorum.voters",
        "1@" + LoopbackPorts.LOOPBACK + ":" + settings.controllerPort());
    kafka.setProperty(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
            .formatted(LoopbackPorts.LOOPBACK, settings.port(), settings.controllerPort()));
    kafka.setProperty("advertised.listeners", "PLAINTEXT://" + settings.bootstrapServers());
    kafka.setProperty("log.dirs", settings.directory().toString());
    long largest = settings.maxRecordBytes();
    // Applies to the internal topics of Kafka Streams, too.
    kafka.setProperty("message.max.bytes", Long.toString(largest));
    // A segment must hold the largest record.
    kafka.setProperty("log.segment.bytes", Long.toString(Math.max(64 * MIB, largest + MIB)));
    kafka.setProperty(
        "socket.request.max.bytes", Long.toString(Math.max(100 * MIB, largest + MIB)));
    return kafka;
  }
}
