// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Connection settings of Kafka, and how the project's topics are created.
 *
 * @param security security properties for every client, by Kafka's own names ({@code
 *     sasl.mechanism}, …); may hold secrets
 * @param maxBodyBytes topics, producers and consumers are sized from it
 * @param groupInstanceId {@code group.instance.id} of this process's consumers; empty for dynamic
 *     membership
 */
public record KafkaSettings(
    @Setting(name = "KAFKA_BOOTSTRAP_SERVERS", defaultValue = "127.0.0.1:9092")
        @HelpText("Kafka brokers, host:port, comma-separated.")
        String bootstrapServers,
    @SettingSource.ReadBy(SecurityPropertySource.class) Map<String, String> security,
    @Setting(name = "TOPIC_PARTITIONS", defaultValue = "12", range = "1..1000")
        @HelpText(
            "Partitions of every topic keyed by instance; fixed when first created. In its own Kafka up makes 4.")
        int partitions,
    @Setting(name = "TOPIC_REPLICATION_FACTOR", defaultValue = "-1", range = "-1..9")
        @HelpText("Replicas of every topic; -1 takes the broker's default. Use 3 in production.")
        int replicationFactor,
    @Setting(name = "WEBHOOK_MAX_BODY_BYTES", defaultValue = "16777216", range = "1024..268435456")
        @HelpText(
            "Largest webhook body accepted, in bytes after decompression; larger ones are answered 413.")
        int maxBodyBytes,
    @Setting(name = "KAFKA_GROUP_INSTANCE_ID")
        @HelpText(
            "Name of this process in its consumer groups, unlike that of any other. One that was killed and is started"
                + " again under its name need not wait for its own session to end.")
        Optional<String> groupInstanceId) {

  /** The consumer group of the topology. */
  public record TopologyGroupSettings(
      @Setting(name = "TOPOLOGY_APPLICATION_ID", defaultValue = "carteiro-topology")
          @HelpText(
              "Application id of the topology; all its processes share it. Another id knows nothing of what was sent, and would send it"
                  + " again.")
          String id) {}

  /** The consumer group of the senders. */
  public record SenderGroupSettings(
      @Setting(name = "SENDER_GROUP_ID", defaultValue = "carteiro-sender")
          @HelpText(
              "Consumer group of the senders; all their processes share it. Another group calls Evolution again for what was"
                  + " dispatched within OUTBOX_CLAIM_WITHIN: change it only when nothing leaves.")
          String id) {}

  /** The consumer group of the sinks. */
  public record SinkGroupSettings(
      @Setting(name = "SINK_GROUP_ID", defaultValue = "carteiro-sink")
          @HelpText("Consumer group of the sink; all its processes share it.")
          String id) {}

  /** Kafka allows 249 characters; Kafka Streams adds the number of the thread. */
  private static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  public KafkaSettings {
    security = Map.copyOf(security);
    if (groupInstanceId.filter(name -> !MEMBER_NAME.matcher(name).matches()).isPresent()) {
      throw new InvalidSettingException(
          "KAFKA_GROUP_INSTANCE_ID",
          "must be 1 to 200 letters, digits, dots, dashes or underscores");
    }
    if (replicationFactor == 0) {
      throw new InvalidSettingException(
          "TOPIC_REPLICATION_FACTOR", "must be -1 or at least 1 (it is \"0\")");
    }
  }

  /**
   * The largest record in bytes that a topic of the project must accept. A record can contain a
   * body twice (a text both raw and extracted); as base64 in a dead letter a body grows by a third.
   * The rest is for the other fields.
   */
  public int maxRecordBytes() {
    return (int) Math.min(Integer.MAX_VALUE - 1024L, maxBodyBytes * 5L / 2 + 1024 * 1024);
  }

  /** Without the values of the security properties. */
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers=" + bootstrapServers + "]";
  }

  /**
   * Security properties that are passed to every Kafka client and are in no list of settings.
   * {@code sasl.mechanism} is {@code KAFKA_SASL_MECHANISM}.
   */
  static final class SecurityPropertySource implements SettingSource<Map<String, String>> {
    private static final List<String> PROPERTIES =
        List.of(
            "security.protocol",
            "sasl.mechanism",
            "sasl.jaas.config",
            "sasl.login.callback.handler.class",
            "sasl.oauthbearer.token.endpoint.url",
            "ssl.truststore.type",
            "ssl.truststore.location",
            "ssl.truststore.password",
            "ssl.truststore.certificates",
            "ssl.keystore.type",
            "ssl.keystore.location",
            "ssl.keystore.password",
            "ssl.keystore.key",
            "ssl.keystore.certificate.chain",
            "ssl.key.password",
            "ssl.endpoint.identification.algorithm");

    @Override
    public Map<String, String> read(Environment environment) {
      Map<String, String> security = new LinkedHashMap<>();
      for (String property : PROPERTIES) {
        environment
            .text("KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_'))
            .ifPresent(value -> security.put(property, value));
      }
      return security;
    }
  }
}
