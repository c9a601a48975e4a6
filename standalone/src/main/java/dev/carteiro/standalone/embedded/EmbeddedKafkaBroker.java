// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.runtime.disk.FullDiskDetector;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
  private static final long KAFKA_REQUEST_LIMIT = 100 * MIB;

  /** 24 days, the largest value that Kafka accepts. */
  private static final int SESSION_MS = Integer.MAX_VALUE;

  /**
   * Directory, ports on 127.0.0.1 and record size of the broker.
   *
   * @param directory of the log; formatted when empty, used as it is otherwise
   * @param controllerPort must not change once the directory is formatted
   * @param maxRecordBytes the largest record of any topic
   */
  public record EmbeddedKafkaSettings(
      Path directory, int port, int controllerPort, int maxRecordBytes) {

    /** Settings on ports that are free now. */
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

  /**
   * Starts the broker; it serves when this returns.
   *
   * @throws StartupException PORT_IN_USE or KAFKA_NOT_STARTED
   */
  public static EmbeddedKafkaBroker start(EmbeddedKafkaSettings settings) {
    LoopbackPorts.requireFree(
        settings.port(), StandaloneSettings.KAFKA_PORT.name(), "the embedded Kafka");
    LoopbackPorts.requireFree(
        settings.controllerPort(),
        StandaloneSettings.KAFKA_CONTROLLER_PORT.name(),
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
    Map<String, Object> kafka = new HashMap<>();
    identity(kafka, settings);
    singleNode(kafka);
    small(kafka, settings);
    fast(kafka);
    Properties properties = new Properties();
    kafka.forEach((name, value) -> properties.setProperty(name, value.toString()));
    return properties;
  }

  private static void identity(Map<String, Object> kafka, EmbeddedKafkaSettings settings) {
    kafka.put("process.roles", "broker,controller");
    kafka.put("node.id", 1);
    kafka.put(
        "controller.quorum.voters",
        "1@" + LoopbackPorts.LOOPBACK + ":" + settings.controllerPort());
    kafka.put("controller.listener.names", "CONTROLLER");
    kafka.put(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d"
            .formatted(LoopbackPorts.LOOPBACK, settings.port(), settings.controllerPort()));
    kafka.put("advertised.listeners", "PLAINTEXT://" + settings.bootstrapServers());
    kafka.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    kafka.put("inter.broker.listener.name", "PLAINTEXT");
    kafka.put("log.dirs", settings.directory().toString());
    // A misspelt topic is an error; TopicProvisioner creates those of the project.
    kafka.put("auto.create.topics.enable", false);
  }

  /** Sets what Kafka's defaults assume three brokers for. */
  private static void singleNode(Map<String, Object> kafka) {
    kafka.put("default.replication.factor", 1);
    kafka.put("min.insync.replicas", 1);
    kafka.put("offsets.topic.replication.factor", 1);
    kafka.put("transaction.state.log.replication.factor", 1);
    kafka.put("transaction.state.log.min.isr", 1);
    kafka.put("share.coordinator.state.topic.replication.factor", 1);
    kafka.put("share.coordinator.state.topic.min.isr", 1);
    // A partition without a leader loses the markers of transactions that end meanwhile
    // (KAFKA-20734). So the controller must never take the leaderships away from the only broker:
    // not when it is silent for long because the process or the machine stood still, and not when
    // it stops. The registration that a run left behind is fenced by the next start.
    kafka.put("broker.session.timeout.ms", SESSION_MS);
    kafka.put("controlled.shutdown.enable", false);
  }

  /** Sizes Kafka for one machine, often a small one. */
  private static void small(Map<String, Object> kafka, EmbeddedKafkaSettings settings) {
    kafka.put("offsets.topic.num.partitions", 4);
    kafka.put("transaction.state.log.num.partitions", 4);
    kafka.put("share.coordinator.state.topic.num.partitions", 1);
    kafka.put("num.network.threads", 2);
    kafka.put("num.io.threads", 4);
    kafka.put("background.threads", 2);
    kafka.put("log.cleaner.threads", 1);
    kafka.put("log.cleaner.dedupe.buffer.size", 16 * MIB);
    // Retention frees whole segments. With segments of 1 GiB and a check every 5 minutes, a small
    // disk would fill first. A segment must hold the largest record.
    kafka.put("log.segment.bytes", Math.max(64 * MIB, settings.maxRecordBytes() + MIB));
    kafka.put("log.retention.check.interval.ms", 30_000);
    // Two index files, 10 MiB each by default, are mapped for every partition; a segment of 64 MiB
    // needs 200 KiB.
    kafka.put("log.index.size.max.bytes", MIB);
    // Applies to the internal topics of Kafka Streams, too.
    kafka.put("message.max.bytes", settings.maxRecordBytes());
    kafka.put(
        "socket.request.max.bytes", Math.max(KAFKA_REQUEST_LIMIT, settings.maxRecordBytes() + MIB));
  }

  private static void fast(Map<String, Object> kafka) {
    kafka.put("broker.heartbeat.interval.ms", 500);
    // A transaction that a kill left open blocks its readers until it is found, which is looked for
    // every 10 s by default.
    kafka.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    // No other member is about to join.
    kafka.put("group.initial.rebalance.delay.ms", 0);
    kafka.put("group.streams.initial.rebalance.delay.ms", 0);
    kafka.put("group.streams.assignment.interval.ms", 0);
    kafka.put("group.streams.min.session.timeout.ms", 6_000);
    kafka.put("group.streams.session.timeout.ms", 10_000);
    kafka.put("group.streams.min.heartbeat.interval.ms", 500);
    kafka.put("group.streams.heartbeat.interval.ms", 1_000);
  }
}
