// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.alert.PlatformRuleInput.DiskUsage;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;

/** Reads the free space of the brokers' log directories from Kafka, about every 10 s. */
final class BrokerDiskPoller implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int TIMEOUT_MS = 10_000;

  private final KafkaSettings kafka;
  private final PeriodicTask task = new PeriodicTask("alert-disks", PAUSE, this::poll);
  private volatile Optional<List<DiskUsage>> newest = Optional.empty();

  BrokerDiskPoller(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  void start() {
    task.start();
  }

  /** The disks as last read; empty when the brokers did not answer. */
  Optional<List<DiskUsage>> newest() {
    return newest;
  }

  private void poll() {
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-alert-disks");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("request.timeout.ms", TIMEOUT_MS);
    Admin admin = Admin.create(properties);
    try {
      List<Integer> brokers =
          admin.describeCluster().nodes().get(TIMEOUT_MS, TimeUnit.MILLISECONDS).stream()
              .map(Node::id)
              .toList();
      List<DiskUsage> disks = new ArrayList<>();
      admin
          .describeLogDirs(brokers)
          .allDescriptions()
          .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
          .forEach((broker, directories) -> add(disks, broker, directories));
      newest = Optional.of(List.copyOf(disks));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The brokers are unreachable, or a hosted Kafka does not report its disks.
      newest = Optional.empty();
      throw new IllegalStateException("the brokers do not report their disks", e);
    } finally {
      // Does not wait for outstanding answers.
      admin.close(Duration.ZERO);
    }
  }

  private static void add(
      List<DiskUsage> disks, int broker, Map<String, LogDirDescription> directories) {
    directories.forEach(
        (path, directory) -> {
          if (directory.totalBytes().isPresent() && directory.usableBytes().isPresent()) {
            disks.add(
                new DiskUsage(
                    "broker " + broker + " " + path,
                    directory.usableBytes().getAsLong(),
                    directory.totalBytes().getAsLong()));
          }
        });
  }

  @Override
  public void close() {
    task.closeNow();
  }
}
