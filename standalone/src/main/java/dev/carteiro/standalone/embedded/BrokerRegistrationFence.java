// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Fences the registration that the last run of a cluster's only broker left, before the broker
 * starts. A node of both roles that finds that registration alive loads its transactions, and
 * cannot send their markers yet. When the controller fences the registration, no partition has a
 * leader for a moment, and the node completes the transactions without markers (KAFKA-20734): their
 * partitions can be read no further. A node that finds the registration fenced loads the
 * transactions once every partition has its leader again.
 *
 * <p>It runs the node's controller alone, with a short session, until the fencing is in the
 * metadata log.
 */
public final class BrokerRegistrationFence {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerRegistrationFence.class);

  /** No broker sends heartbeats meanwhile; this only sets how soon the controller looks. */
  private static final int SESSION_MS = 50;

  /** Time to read the metadata and to elect the only voter, also on a slow disk. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private BrokerRegistrationFence() {}

  /**
   * Entry point for brokers in processes of their own: {@code BrokerRegistrationFence
   * server.properties}. The file is that of a formatted node that does not run. The exit code is 0
   * when nothing is registered or the registration is fenced.
   */
  public static void main(String[] arguments) throws IOException {
    Properties node = new Properties();
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      node.load(file);
    }
    raise(node);
  }

  /**
   * Blocks until the broker of a formatted node that does not run is fenced or not registered.
   *
   * @throws IllegalStateException when the controller did not fence it in time
   */
  static void raise(Properties node) {
    KafkaConfig config = new KafkaConfig(controllerOnly(node), false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
        KafkaRaftServer.initializeLogDirs(config, LOG, "");
    Metrics metrics =
        Server.initializeMetrics(config, Time.SYSTEM, directories._1().clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    try {
      controller.startup();
      FencedRegistrationWatcher watch = new FencedRegistrationWatcher(config.nodeId());
      shared.loader().installPublishers(List.of(watch));
      watch.fenced.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      shared.loader().removeAndClosePublisher(watch).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the controller did not fence the registration of the broker's last run", e);
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static Properties controllerOnly(Properties node) {
    Properties alone = new Properties();
    alone.putAll(node);
    alone.setProperty("process.roles", "controller");
    alone.setProperty("listeners", controllerListeners(node));
    alone.remove("advertised.listeners");
    alone.remove("inter.broker.listener.name");
    alone.setProperty("broker.session.timeout.ms", Integer.toString(SESSION_MS));
    alone.setProperty("broker.heartbeat.interval.ms", Integer.toString(SESSION_MS / 2));
    return alone;
  }

  private static String controllerListeners(Properties node) {
    List<String> names = List.of(node.getProperty("controller.listener.names").split(",", -1));
    return String.join(
        ",",
        List.of(node.getProperty("listeners").split(",", -1)).stream()
            .map(String::strip)
            .filter(
                listener ->
                    names.stream().anyMatch(name -> listener.startsWith(name.strip() + "://")))
            .toList());
  }

  private static final class FencedRegistrationWatcher implements MetadataPublisher {
    private final int node;
    private final CompletableFuture<Void> fenced = new CompletableFuture<>();

    FencedRegistrationWatcher(int node) {
      this.node = node;
    }

    @Override
    public String name() {
      return "BrokerRegistrationFence";
    }

    @Override
    public void onMetadataUpdate(
        MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
      BrokerRegistration registration = image.cluster().broker(node);
      if (registration == null || registration.fenced()) {
        fenced.complete(null);
      }
    }

    @Override
    public void close() {
      // Nothing to release.
    }
  }
}
