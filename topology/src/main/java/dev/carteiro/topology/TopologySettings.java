// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.topology.query.QuerySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of the topology role.
 *
 * @param applicationId Kafka Streams application id: names the group, the internal topics and the
 *     transactions
 * @param stateDir directory of the state stores; a process that finds it in use takes a directory
 *     beside it
 * @param threads stream threads of this process
 * @param standbyReplicas standby copies of each store on other processes
 * @param commitInterval how often a transaction is committed; it is the latency of everything
 *     downstream
 * @param dedupWindow how long a fact is remembered, by the broker's clock
 * @param mergeWindow how long a message can still be merged with statuses, edits, deletes and
 *     reactions
 * @param statsRetention how long the counts of five-minute windows are kept
 * @param parkTtl how long a webhook is parked until its instance is registered
 * @param parkMaxPerInstance maximum parked webhooks of one unregistered instance
 * @param parkMaxBytes maximum bytes of parked webhooks in one partition, over all unregistered
 *     instances
 * @param rocksdbCacheBytes memory of block cache and memtables of all stores of the process
 *     together
 * @param outbox settings of the outbox
 * @param query settings of the query API
 */
public record TopologySettings(
    HttpServerSettings http,
    KafkaSettings kafka,
    String applicationId,
    Path stateDir,
    int threads,
    int standbyReplicas,
    Duration commitInterval,
    GroupProtocol groupProtocol,
    Duration dedupWindow,
    Duration mergeWindow,
    Duration statsRetention,
    Duration parkTtl,
    int parkMaxPerInstance,
    long parkMaxBytes,
    long rocksdbCacheBytes,
    OutboxSettings outbox,
    QuerySettings query,
    Duration shutdownGrace) {

  /** The protocol that negotiates group membership. */
  public enum GroupProtocol {
    CLASSIC,
    STREAMS
  }

  public static final Setting<String> STATE_DIR =
      Setting.text(
          "TOPOLOGY_STATE_DIR",
          ".carteiro/state",
          "Directory of the state stores. A process that finds it in use takes one beside it.");
  public static final Setting<Integer> THREADS =
      Setting.integer("TOPOLOGY_THREADS", 1, 1, 64, "Stream threads of this process.");
  public static final Setting<Integer> STANDBY_REPLICAS =
      Setting.integer(
          "TOPOLOGY_STANDBY_REPLICAS", 0, 0, 5, "Warm copies of each store on other processes.");
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "TOPOLOGY_COMMIT_INTERVAL",
          Duration.ofMillis(30),
          Duration.ofMillis(5),
          Duration.ofSeconds(5),
          "How often transactions commit; readers downstream see nothing earlier.");
  public static final Setting<GroupProtocol> GROUP_PROTOCOL =
      Setting.oneOf(
          "TOPOLOGY_GROUP_PROTOCOL", GroupProtocol.CLASSIC, "Group protocol: classic or streams.");
  public static final Setting<Duration> DEDUP_WINDOW =
      Setting.duration(
          "DEDUP_WINDOW",
          Duration.ofDays(3),
          Duration.ofMinutes(1),
          Duration.ofDays(30),
          "How long a fact is remembered so that its repetition is suppressed.");
  public static final Setting<Duration> MERGE_WINDOW =
      Setting.duration(
          "MERGE_WINDOW",
          Duration.ofDays(7),
          Duration.ofMinutes(1),
          Duration.ofDays(90),
          "How long after its last change a message's state is kept for merging.");
  public static final Setting<Duration> STATS_RETENTION =
      Setting.duration(
          "STATS_RETENTION",
          Duration.ofHours(48),
          Duration.ofHours(1),
          Duration.ofDays(35),
          "How long the counts that analysts ask for are kept, by five minutes.");
  public static final Setting<Duration> PARK_TTL =
      Setting.duration(
          "PARK_TTL",
          Duration.ofHours(24),
          Duration.ofSeconds(1),
          Duration.ofDays(7),
          "How long a webhook of an unregistered instance waits before it becomes a dead letter.");
  public static final Setting<Integer> PARK_MAX_PER_INSTANCE =
      Setting.integer(
          "PARK_MAX_PER_INSTANCE",
          10_000,
          1,
          10_000_000,
          "Webhooks of one unregistered instance that wait.");
  public static final Setting<Long> PARK_MAX_BYTES =
      Setting.bytes(
          "PARK_MAX_BYTES",
          256L * 1024 * 1024,
          1_024,
          64L * 1024 * 1024 * 1024,
          "Bytes of waiting webhooks in one partition; beyond it they become dead letters.");
  public static final Setting<Long> ROCKSDB_CACHE_BYTES =
      Setting.bytes(
          "ROCKSDB_CACHE_BYTES",
          192L * 1024 * 1024,
          16L * 1024 * 1024,
          64L * 1024 * 1024 * 1024,
          "Memory of all stores of a process together: block cache and write buffers.");

  public TopologySettings {
    if (mergeWindow.compareTo(dedupWindow) < 0) {
      throw new InvalidSettingException(
          MERGE_WINDOW.name(),
          "must not be shorter than " + DEDUP_WINDOW.name() + " (" + dedupWindow + ")");
    }
  }

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(HttpServerSettings.topologySettings());
    all.addAll(KafkaSettings.settings());
    all.addAll(
        List.of(
            KafkaSettings.TOPOLOGY_APPLICATION_ID,
            STATE_DIR,
            THREADS,
            STANDBY_REPLICAS,
            COMMIT_INTERVAL,
            GROUP_PROTOCOL,
            DEDUP_WINDOW,
            MERGE_WINDOW,
            STATS_RETENTION,
            PARK_TTL,
            PARK_MAX_PER_INSTANCE,
            PARK_MAX_BYTES,
            ROCKSDB_CACHE_BYTES,
            HttpServerSettings.SHUTDOWN_GRACE));
    all.addAll(OutboxSettings.settings());
    all.addAll(QuerySettings.settings());
    return List.copyOf(all);
  }

  public static TopologySettings from(Environment environment) {
    HttpServerSettings http = HttpServerSettings.topology(environment);
    return new TopologySettings(
        http,
        KafkaSettings.from(environment),
        environment.get(KafkaSettings.TOPOLOGY_APPLICATION_ID),
        Path.of(environment.get(STATE_DIR)),
        environment.get(THREADS),
        environment.get(STANDBY_REPLICAS),
        environment.get(COMMIT_INTERVAL),
        environment.get(GROUP_PROTOCOL),
        environment.get(DEDUP_WINDOW),
        environment.get(MERGE_WINDOW),
        environment.get(STATS_RETENTION),
        environment.get(PARK_TTL),
        environment.get(PARK_MAX_PER_INSTANCE),
        environment.get(PARK_MAX_BYTES),
        environment.get(ROCKSDB_CACHE_BYTES),
        OutboxSettings.from(environment),
        QuerySettings.from(environment, http),
        environment.get(HttpServerSettings.SHUTDOWN_GRACE));
  }
}
