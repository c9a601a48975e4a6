// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.config.ShutdownSettings;
import dev.carteiro.topology.query.QuerySettings;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the topology role. */
public record TopologySettings(
    @Setting(name = "TOPOLOGY_HOST", defaultValue = "127.0.0.1")
        @HelpText("Address the topology's HTTP server listens on.")
        String host,
    @Setting(name = "TOPOLOGY_PORT", defaultValue = "8081", range = "0..65535")
        @HelpText("Port of the topology: queries, health and metrics.")
        int port,
    KafkaSettings kafka,
    KafkaSettings.TopologyGroupSettings application,
    StateDirectorySettings state,
    @Setting(name = "TOPOLOGY_THREADS", defaultValue = "1", range = "1..64")
        @HelpText("Stream threads of this process.")
        int threads,
    @Setting(name = "TOPOLOGY_STANDBY_REPLICAS", defaultValue = "0", range = "0..5")
        @HelpText("Warm copies of each store on other processes.")
        int standbyReplicas,
    @Setting(name = "TOPOLOGY_COMMIT_INTERVAL", defaultValue = "PT0.03S", range = "PT0.005S..PT5S")
        @HelpText(
            "How often transactions commit; readers downstream see nothing earlier. Input that is"
                + " behind by half a second is committed every 200 ms, if that is longer.")
        Duration commitInterval,
    @Setting(name = "TOPOLOGY_GROUP_PROTOCOL", defaultValue = "classic")
        @HelpText("Group protocol: classic or streams.")
        GroupProtocol groupProtocol,
    @Setting(name = "DEDUP_WINDOW", defaultValue = "PT72H", range = "PT1M..P30D")
        @HelpText("How long a fact is remembered so that its repetition is suppressed.")
        Duration dedupWindow,
    @Setting(name = "MERGE_WINDOW", defaultValue = "PT168H", range = "PT1M..P90D")
        @HelpText("How long after its last change a message's state is kept for merging.")
        Duration mergeWindow,
    @Setting(name = "STATS_RETENTION", defaultValue = "PT48H", range = "PT1H..P35D")
        @HelpText("How long the counts that analysts ask for are kept, by five minutes.")
        Duration statsRetention,
    @Setting(name = "PARK_TTL", defaultValue = "PT24H", range = "PT1S..P7D")
        @HelpText(
            "How long a webhook of an unregistered instance waits before it becomes a dead letter.")
        Duration parkTtl,
    @Setting(name = "PARK_MAX_PER_INSTANCE", defaultValue = "10000", range = "1..10000000")
        @HelpText("Webhooks of one unregistered instance that wait.")
        int parkMaxPerInstance,
    @Setting(name = "PARK_MAX_BYTES", defaultValue = "268435456", range = "1024..68719476736")
        @HelpText("Bytes of waiting webhooks in one partition; beyond it they become dead letters.")
        long parkMaxBytes,
    @Setting(
            name = "ROCKSDB_CACHE_BYTES",
            defaultValue = "201326592",
            range = "16777216..68719476736")
        @HelpText("Memory of all stores of a process together: block cache and write buffers.")
        long rocksdbCacheBytes,
    ShutdownSettings shutdown,
    OutboxSettings outbox,
    QuerySettings query) {

  /** The protocol that negotiates group membership. */
  public enum GroupProtocol {
    CLASSIC,
    STREAMS
  }

  /** Where the state stores are. */
  public record StateDirectorySettings(
      @Setting(name = "TOPOLOGY_STATE_DIR", defaultValue = ".carteiro/state")
          @HelpText(
              "Directory of the state stores. A process that finds it in use takes one beside it.")
          Path path) {}

  public TopologySettings {
    if (mergeWindow.compareTo(dedupWindow) < 0) {
      throw new InvalidSettingException(
          "MERGE_WINDOW", "must not be shorter than DEDUP_WINDOW (" + dedupWindow + ")");
    }
    if (!HttpServerSettings.isLoopback(host) && query.peerSecret().isEmpty()) {
      throw new InvalidSettingException(
          "QUERY_PEER_SECRET",
          "is required when TOPOLOGY_HOST ("
              + host
              + ") can be reached by others; the same for all topology processes");
    }
  }

  public HttpServerSettings http() {
    return new HttpServerSettings(host, port, "TOPOLOGY_PORT");
  }
}
