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
 * @param bootstrapServers host:port, comma-separated
 * @param security security properties for every client, by Kafka's own names ({@code
 *     sasl.mechanism}, …); may hold secrets
 * @param partitions partition count of every instance-keyed topic, fixed at creation
 * @param replicationFactor of every topic; -1 takes the broker's {@code default.replication.factor}
 * @param maxBodyBytes the largest webhook body accepted; topics, producers and consumers are sized
 *     from it
 * @param groupInstanceId name of this process as a static member of its consumer groups ({@code
 *     group.instance.id}), so that it gets its partitions back at once after a restart; empty for
 *     dynamic membership
 */
public record KafkaSettings(
    String bootstrapServers,
    Map<String, String> security,
    int partitions,
    int replicationFactor,
    int maxBodyBytes,
    Optional<String> groupInstanceId) {

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text(
          "KAFKA_BOOTSTRAP_SERVERS",
          "127.0.0.1:9092",
          "Kafka brokers, host:port, comma-separated.");
  public static final Setting<Integer> PARTITIONS =
      Setting.integer(
          "TOPIC_PARTITIONS",
          12,
          1,
          1_000,
          "Partitions of every topic keyed by instance; fixed when first created. In its own Kafka up makes 4.");
  public static final Setting<Integer> REPLICATION_FACTOR =
      Setting.integer(
          "TOPIC_REPLICATION_FACTOR",
          -1,
          -1,
          9,
          "Replicas of every topic; -1 takes the broker's default. Use 3 in production.");
  public static final Setting<Integer> MAX_BODY_BYTES =
      Setting.integer(
          "WEBHOOK_MAX_BODY_BYTES",
          16 * 1024 * 1024,
          1_024,
          256 * 1024 * 1024,
          "Largest webhook body accepted, in bytes after decompression; larger ones are answered 413.");

  public static final Setting<String> SINK_GROUP_ID =
      Setting.text(
          "SINK_GROUP_ID",
          "carteiro-sink",
          "Consumer group of the sink; all its processes share it.");
  public static final Setting<String> SENDER_GROUP_ID =
      Setting.text(
          "SENDER_GROUP_ID",
          "carteiro-sender",
          "Consumer group of the senders; all their processes share it. Another group calls Evolution again for what was"
              + " dispatched within OUTBOX_CLAIM_WITHIN: change it only when nothing leaves.");
  public static final Setting<String> TOPOLOGY_APPLICATION_ID =
      Setting.text(
          "TOPOLOGY_APPLICATION_ID",
          "carteiro-topology",
          "Application id of the topology; all its processes share it. Another id knows nothing of what was sent, and would send it"
              + " again.");
  public static final Setting<Optional<String>> GROUP_INSTANCE_ID =
      Setting.optional(
          "KAFKA_GROUP_INSTANCE_ID",
          "Name of this process in its consumer groups, unlike that of any other. One that was killed and is started"
              + " again under its name need not wait for its own session to end.");

  /** Kafka allows 249 characters; Kafka Streams adds the number of the thread. */
  private static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  /**
   * Security properties that are passed to every Kafka client. Their environment names are {@code
   * KAFKA_} and the property in upper snake case.
   */
  static final List<String> SECURITY_PROPERTIES =
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

  public KafkaSettings {
    security = Map.copyOf(security);
  }

  public static List<Setting<?>> settings() {
    return List.of(
        BOOTSTRAP_SERVERS, PARTITIONS, REPLICATION_FACTOR, MAX_BODY_BYTES, GROUP_INSTANCE_ID);
  }

  public static KafkaSettings from(Environment environment) {
    Map<String, String> security = new LinkedHashMap<>();
    for (String property : SECURITY_PROPERTIES) {
      environment.text(environmentName(property)).ifPresent(value -> security.put(property, value));
    }
    Optional<String> groupInstanceId = environment.get(GROUP_INSTANCE_ID);
    if (groupInstanceId.filter(name -> !MEMBER_NAME.matcher(name).matches()).isPresent()) {
      throw new InvalidSettingException(
          GROUP_INSTANCE_ID.name(),
          "must be 1 to 200 letters, digits, dots, dashes or underscores");
    }
    int replicationFactor = environment.get(REPLICATION_FACTOR);
    if (replicationFactor == 0) {
      throw new InvalidSettingException(
          REPLICATION_FACTOR.name(), "must be -1 or at least 1 (it is \"0\")");
    }
    return new KafkaSettings(
        environment.get(BOOTSTRAP_SERVERS),
        security,
        environment.get(PARTITIONS),
        replicationFactor,
        environment.get(MAX_BODY_BYTES),
        groupInstanceId);
  }

  /**
   * The environment name of a Kafka security property: {@code sasl.mechanism} is {@code
   * KAFKA_SASL_MECHANISM}.
   */
  static String environmentName(String property) {
    return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /**
   * The largest record in bytes that a topic of the project must accept. A record can contain a
   * body twice (a text both raw and extracted); as base64 in a dead letter a body grows by a third.
   * The rest is for the other fields.
   */
  public int maxRecordBytes() {
    return (int) Math.min(Integer.MAX_VALUE - 1024L, maxBodyBytes * 5L / 2 + 1024 * 1024);
  }

  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers="
        + bootstrapServers
        + ", security="
        + security.keySet()
        + ", partitions="
        + partitions
        + ", replicationFactor="
        + replicationFactor
        + ", maxBodyBytes="
        + maxBodyBytes
        + ", groupInstanceId="
        + groupInstanceId.orElse("")
        + "]";
  }
}
