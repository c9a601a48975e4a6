// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.standalone.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * Roles as processes, each in a named place such as {@code sink-2}: what runs there may be killed,
 * stopped and started again, with the same state directory.
 */
final class RoleProcessFleet {
  static final String TOPOLOGY_GROUP = "carteiro-topology";
  static final String SINK_GROUP = "carteiro-sink";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final WholeSystemFixture backbone;
  private final Path directory;
  private final Map<String, ChildJvm> running = new LinkedHashMap<>();

  RoleProcessFleet(WholeSystemFixture backbone, Path directory) {
    this.backbone = backbone;
    this.directory = directory;
  }

  /** Starts what is not running. */
  RoleProcessFleet start(String... places) {
    for (String place : places) {
      String role = role(place);
      running.put(
          place,
          backbone.process(
              role, Map.of("TOPOLOGY_STATE_DIR", directory.resolve("state-" + place).toString())));
    }
    return this;
  }

  /** SIGKILL. */
  void kill(String place) {
    running.remove(place).kill();
  }

  /** SIGTERM, and waits for the end. */
  int stop(String place) {
    ChildJvm process = running.remove(place);
    process.terminate();
    return process.exitCode();
  }

  void suspend(String place) {
    running.get(place).suspend();
  }

  void resume(String place) {
    running.get(place).resume();
  }

  String output(String place) {
    return running.get(place).output();
  }

  void awaitBridge() {
    backbone.awaitReady(backbone.bridge("/"));
  }

  /** Waits until so many processes of a group hold all its partitions among them, and each some. */
  List<Set<TopicPartition>> awaitShares(String group, int members) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> backbone.sharesOf(group), shares -> shares.size() == members);
  }

  private static String role(String place) {
    int dash = place.indexOf('-');
    return dash < 0 ? place : place.substring(0, dash);
  }
}
