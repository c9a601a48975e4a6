// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of the sink-connector.
 *
 * @param groupId consumer group that assigns partitions; the offsets are stored in PostgreSQL
 * @param batchRecords maximum records written in one transaction
 * @param archiveWebhooks whether raw webhooks are kept in {@code webhook_events}
 * @param archiveDays how many daily partitions of {@code webhook_events} are kept
 */
public record SinkSettings(
    HttpServerSettings http,
    KafkaSettings kafka,
    DatabaseSettings database,
    String groupId,
    int batchRecords,
    boolean archiveWebhooks,
    int archiveDays,
    Duration shutdownGrace) {

  public static final Setting<Integer> BATCH_RECORDS =
      Setting.integer(
          "SINK_BATCH_RECORDS", 2_000, 1, 50_000, "Records written in one transaction at most.");
  public static final Setting<Boolean> ARCHIVE_WEBHOOKS =
      Setting.flag("WEBHOOK_ARCHIVE", false, "Keep raw webhooks in the table webhook_events.");
  public static final Setting<Integer> ARCHIVE_DAYS =
      Setting.integer("WEBHOOK_ARCHIVE_DAYS", 7, 1, 3_650, "Days that archived webhooks are kept.");

  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>(HttpServerSettings.sinkSettings());
    all.addAll(KafkaSettings.settings());
    all.addAll(DatabaseSettings.settings());
    all.addAll(
        List.of(
            KafkaSettings.SINK_GROUP_ID,
            BATCH_RECORDS,
            ARCHIVE_WEBHOOKS,
            ARCHIVE_DAYS,
            HttpServerSettings.SHUTDOWN_GRACE));
    return List.copyOf(all);
  }

  public static SinkSettings from(Environment environment) {
    return new SinkSettings(
        HttpServerSettings.sink(environment),
        KafkaSettings.from(environment),
        DatabaseSettings.from(environment),
        environment.get(KafkaSettings.SINK_GROUP_ID),
        environment.get(BATCH_RECORDS),
        environment.get(ARCHIVE_WEBHOOKS),
        environment.get(ARCHIVE_DAYS),
        environment.get(HttpServerSettings.SHUTDOWN_GRACE));
  }
}
