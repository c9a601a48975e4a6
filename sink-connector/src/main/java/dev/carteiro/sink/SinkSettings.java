// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.ShutdownSettings;

/** Settings of the sink-connector. The offsets of its consumer group are stored in PostgreSQL. */
public record SinkSettings(
    @Setting(name = "SINK_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address the sink's HTTP server listens on.")
        String host,
    @Setting(name = "SINK_PORT", defaultValue = "8082", range = "0..65535")
        @HelpText("Port of the sink: health and metrics.")
        int port,
    KafkaSettings kafka,
    DatabaseSettings database,
    KafkaSettings.SinkGroupSettings group,
    @Setting(name = "SINK_BATCH_RECORDS", defaultValue = "2000", range = "1..50000")
        @HelpText("Records written in one transaction at most.")
        int batchRecords,
    @Setting(name = "WEBHOOK_ARCHIVE", defaultValue = "false")
        @HelpText("Keep raw webhooks in the table webhook_events.")
        boolean archiveWebhooks,
    @Setting(name = "WEBHOOK_ARCHIVE_DAYS", defaultValue = "7", range = "1..3650")
        @HelpText("Days that archived webhooks are kept.")
        int archiveDays,
    ShutdownSettings shutdown) {

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "SINK_PORT");
  }
}
