// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.command.BridgeClientSettings;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.SettingDefinition;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.console.alert.AlertSettings;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  /** All settings are in these records and in the records of their components. */
  private static final List<Class<? extends Record>> ROOTS =
      List.of(
          BridgeSettings.class,
          TopologySettings.class,
          SinkSettings.class,
          SenderSettings.class,
          ConsoleSettings.class,
          EvolutionFakeSettings.class,
          StandaloneSettings.class,
          BridgeClientSettings.class,
          LogSettings.class);

  /**
   * Names and defaults are what people's deployments rely on: to change one is to break somebody.
   */
  @Test
  void everyNameAndDefaultIsPinned() {
    // Given
    List<SettingDefinition<?>> all = SettingDefinition.of(ROOTS);

    // When
    Map<String, String> found = new TreeMap<>();
    all.forEach(setting -> found.put(setting.name(), String.valueOf(setting.defaultText())));
    // The limits of alert rules are pinned by the table in docs/OPERATIONS.md.
    found.keySet().removeIf(name -> name.matches("ALERT_.*_(FOR|THRESHOLD|WINDOW|MINIMUM)"));

    // Then
    assertThat(found)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("ADMIN_EMAILS", ""),
                Map.entry("ALERT_EMAIL_RATE", "6"),
                Map.entry("ALERT_GIVE_UP_AFTER", "PT1H"),
                Map.entry("ALERT_INTERVAL", "PT5S"),
                Map.entry("ALERT_LANGUAGE", "en"),
                Map.entry("ALERT_OFF", ""),
                Map.entry("ALERT_QUIET", "PT10M"),
                Map.entry("ALERT_RESOLVE_AFTER", "PT30S"),
                Map.entry("ALERT_WEBHOOK_SECRET", "null"),
                Map.entry("ALERT_WEBHOOK_URL", ""),
                Map.entry("ALERT_WHATSAPP_API_KEY", "null"),
                Map.entry("ALERT_WHATSAPP_INSTANCE", "null"),
                Map.entry("ALERT_WHATSAPP_RATE", "3"),
                Map.entry("ALERT_WHATSAPP_TO", ""),
                Map.entry("ALERT_ZONE", "America/Sao_Paulo"),
                Map.entry("DEFAULT_FROM_EMAIL", "null"),
                Map.entry("EMAIL_HOST", "127.0.0.1"),
                Map.entry("EMAIL_HOST_PASSWORD", "null"),
                Map.entry("EMAIL_HOST_USER", "null"),
                Map.entry("EMAIL_PORT", "25"),
                Map.entry("EMAIL_USE_SSL", "false"),
                Map.entry("EMAIL_USE_TLS", "false"),
                Map.entry("FAKE_API_KEY", "evolution-fake-global-key"),
                Map.entry("FAKE_DELIVERY_ACK_AFTER", "PT0.8S"),
                Map.entry("FAKE_EXPOSE_API_KEY", "true"),
                Map.entry("FAKE_HOST", "127.0.0.1"),
                Map.entry("FAKE_KEPT", "1000000"),
                Map.entry("FAKE_PENDING_WEBHOOKS", "100000"),
                Map.entry("FAKE_PORT", "8088"),
                Map.entry("FAKE_READ_AFTER", "PT3S"),
                Map.entry("FAKE_READ_PERCENT", "70"),
                Map.entry("FAKE_SEED", "1"),
                Map.entry("FAKE_SERVER_ACK_AFTER", "PT0.2S"),
                Map.entry("FAKE_TIME_SCALE", "1"),
                Map.entry("FAKE_VERSION", "2.3.7"),
                Map.entry("FAKE_WEBHOOK_TIMEOUT", "PT30S"),
                Map.entry("FAKE_WEBHOOK_URL", "null"),
                Map.entry("FAKE_ZONE", "America/Sao_Paulo"),
                Map.entry("HTTP_POOL_CONNECTIONS", "10"),
                Map.entry("HTTP_POOL_MAXSIZE", "20"),
                Map.entry("OUTBOX_ATTEMPT_DEADLINE", "PT2M"),
                Map.entry("OUTBOX_CLAIM_WITHIN", "PT1M"),
                Map.entry("OUTBOX_IN_FLIGHT", "1"),
                Map.entry("OUTBOX_JOB_RETENTION", "PT48H"),
                Map.entry("OUTBOX_LANE_SHARES", "high=4,normal=2,low=1,monitoring=1,maintenance=1"),
                Map.entry("OUTBOX_MAX_OPEN_JOBS", "1000000"),
                Map.entry("OUTBOX_PROBE_EVERY", "PT30S"),
                Map.entry("OUTBOX_RAMP", "PT2M"),
                Map.entry("OUTBOX_THROTTLE_PAUSE", "PT1M"),
                Map.entry("OUTBOX_THROTTLE_RECOVERY", "PT10M"),
                Map.entry("OUTBOX_RETRY_BY_LANE", ""),
                Map.entry("OUTBOX_RETRY_DELAYS", "PT1M,PT2M,PT4M"),
                Map.entry("OUTBOX_RETRY_JITTER_PERCENT", "0"),
                Map.entry("OUTBOX_TICK", "PT0.1S"),
                Map.entry("OUTBOX_TICK_BUDGET", "PT0.05S"),
                Map.entry("OUTBOX_TICK_ITEMS", "5000"),
                Map.entry("OUTBOX_UNKNOWN_POLICY", "manual"),
                Map.entry("OUTBOX_UNKNOWN_WINDOW", "PT5M"),
                Map.entry("SENDER_BREAKER_FAILURES", "5"),
                Map.entry("SENDER_BREAKER_OPEN", "PT15S"),
                Map.entry("SENDER_PROBE_EVERY", "PT15S"),
                Map.entry("SENDER_PROBE_TIMEOUT", "PT10S"),
                Map.entry("SENDER_CONNECT_TIMEOUT", "PT5S"),
                Map.entry("SENDER_CREDENTIALS", ""),
                Map.entry("SENDER_CREDENTIALS_DIR", "null"),
                Map.entry("SENDER_GROUP_ID", "carteiro-sender"),
                Map.entry("SENDER_HOST", "127.0.0.1"),
                Map.entry(
                    "SENDER_LANE_CONCURRENCY", "high=4,normal=2,low=1,monitoring=1,maintenance=1"),
                Map.entry("SENDER_MAX_IN_FLIGHT", "400"),
                Map.entry("SENDER_PORT", "8083"),
                Map.entry("SENDER_QUEUE_WAIT", "PT15S"),
                Map.entry("SENDER_REQUEST_TIMEOUT", "PT1M"),
                Map.entry("WHATSAPP_RATE_LIMIT", "10"),
                Map.entry("BOOTSTRAP_ADMIN_KEY", "null"),
                Map.entry("BULK_MAX_BODY_BYTES", "67108864"),
                Map.entry("MESSAGE_MAX_LENGTH", "4096"),
                Map.entry("REDRIVE_RATE_PER_SECOND", "50"),
                Map.entry("SEND_MAX_BODY_BYTES", "16777216"),
                Map.entry("BRIDGE_HOST", "127.0.0.1"),
                Map.entry("BRIDGE_PORT", "8080"),
                Map.entry("CARTEIRO_API_KEY", "null"),
                Map.entry("CONSOLE_BRIDGE_URL", "http://127.0.0.1:8080"),
                Map.entry("CONSOLE_HOST", "127.0.0.1"),
                Map.entry("CONSOLE_PORT", "8084"),
                Map.entry("CONSOLE_SENDER_URL", "http://127.0.0.1:8083"),
                Map.entry("CONSOLE_SINK_URL", "http://127.0.0.1:8082"),
                Map.entry("CONSOLE_TOPOLOGY_URL", "http://127.0.0.1:8081"),
                Map.entry("QUERY_DEADLINE", "PT2S"),
                Map.entry("QUERY_MAX_CONCURRENT", "64"),
                Map.entry("QUERY_MAX_SCAN", "100000"),
                Map.entry("QUERY_PEER_SECRET", "null"),
                Map.entry("TOPOLOGY_ADVERTISED_ADDRESS", "null"),
                Map.entry("CARTEIRO_URL", "http://127.0.0.1:8080"),
                Map.entry("DATABASE_PASSWORD", "null"),
                Map.entry("DATABASE_URL", "jdbc:postgresql://127.0.0.1:5432/carteiro"),
                Map.entry("DATABASE_USER", "carteiro"),
                Map.entry("DATA_DIR", ".carteiro"),
                Map.entry("DEDUP_WINDOW", "PT72H"),
                Map.entry("EMBEDDED_KAFKA_CONTROLLER_PORT", "19093"),
                Map.entry("EMBEDDED_KAFKA_PORT", "19092"),
                Map.entry("EMBEDDED_POSTGRES_PORT", "15432"),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
                Map.entry("KAFKA_GROUP_INSTANCE_ID", "null"),
                Map.entry("LIVE_ALLOWED_ORIGINS", ""),
                Map.entry("LIVE_BUFFER_BYTES", "67108864"),
                Map.entry("LIVE_CLIENT_BYTES", "2097152"),
                Map.entry("LIVE_MAX_CLIENTS", "2000"),
                Map.entry("LIVE_MAX_CLIENTS_PER_KEY", "200"),
                Map.entry("LIVE_REPLAY", "PT5M"),
                Map.entry("LOG_FORMAT", "plain"),
                Map.entry("LOG_LEVEL", "info"),
                Map.entry("MERGE_WINDOW", "PT168H"),
                Map.entry("PARK_MAX_BYTES", "268435456"),
                Map.entry("PARK_MAX_PER_INSTANCE", "10000"),
                Map.entry("PARK_TTL", "PT24H"),
                Map.entry("ROCKSDB_CACHE_BYTES", "201326592"),
                Map.entry("SHUTDOWN_GRACE", "PT15S"),
                Map.entry("STATS_RETENTION", "PT48H"),
                Map.entry("SINK_BATCH_RECORDS", "2000"),
                Map.entry("SINK_GROUP_ID", "carteiro-sink"),
                Map.entry("SINK_HOST", "127.0.0.1"),
                Map.entry("SINK_PORT", "8082"),
                Map.entry("TOPIC_PARTITIONS", "12"),
                Map.entry("TOPIC_REPLICATION_FACTOR", "-1"),
                Map.entry("TOPOLOGY_APPLICATION_ID", "carteiro-topology"),
                Map.entry("TOPOLOGY_COMMIT_INTERVAL", "PT0.03S"),
                Map.entry("TOPOLOGY_GROUP_PROTOCOL", "classic"),
                Map.entry("TOPOLOGY_HOST", "127.0.0.1"),
                Map.entry("TOPOLOGY_PORT", "8081"),
                Map.entry("TOPOLOGY_STANDBY_REPLICAS", "0"),
                Map.entry("TOPOLOGY_STATE_DIR", ".carteiro/state"),
                Map.entry("TOPOLOGY_THREADS", "1"),
                Map.entry("WEBHOOK_ACCESS_LOG", "false"),
                Map.entry("WEBHOOK_ARCHIVE", "false"),
                Map.entry("WEBHOOK_ARCHIVE_DAYS", "7"),
                Map.entry("WEBHOOK_CHECK_APIKEY", "false"),
                Map.entry("WEBHOOK_JWT_KEY", ""),
                Map.entry("WEBHOOK_JWT_LEEWAY", "PT40M"),
                Map.entry("WEBHOOK_MAX_BODY_BYTES", "16777216"),
                Map.entry("WEBHOOK_SECRET_HEADER", ""),
                Map.entry("WEBHOOK_SECRET_HEADER_NAME", "X-Carteiro-Secret"),
                Map.entry("WEBHOOK_SECRET_PATH", "")));
  }

  @Test
  void everySettingInTheSourcesIsListed() throws IOException {
    // Given
    Pattern annotation = Pattern.compile("@Setting\\(\\s*name = \"([A-Z0-9_]+)\"");
    Set<String> written = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("..").toRealPath(), 20)) {
      for (Path file : files.filter(SettingsTest::isProductionCode).toList()) {
        annotation
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> written.add(match.group(1)));
      }
    }

    // When
    List<String> listed =
        SettingDefinition.of(ROOTS).stream().map(SettingDefinition::name).toList();

    // Then
    assertThat(written).hasSizeGreaterThan(100);
    assertThat(listed).containsAll(written);
  }

  private static boolean isProductionCode(Path file) {
    return file.toString().contains("/src/main/java/") && file.toString().endsWith(".java");
  }

  @Test
  void everyDefaultIsAValue() {
    // Given
    Environment nothing = new Environment(Map.of());

    // When
    List<SettingDefinition<?>> withDefault =
        SettingDefinition.of(ROOTS).stream().filter(one -> one.defaultText() != null).toList();

    // Then
    assertThat(withDefault).allSatisfy(setting -> assertThat(setting.read(nothing)).isNotNull());
    assertThat(ROOTS).allSatisfy(type -> assertThat(nothing.bind(type)).isNotNull());
  }

  @ParameterizedTest
  @CsvSource({
    "BRIDGE_PORT,70000,BRIDGE_PORT must be between 0 and 65535",
    "BRIDGE_PORT,http,BRIDGE_PORT must be a whole number",
    "TOPIC_PARTITIONS,0,TOPIC_PARTITIONS must be between 1 and 1000",
    "WEBHOOK_ACCESS_LOG,maybe,WEBHOOK_ACCESS_LOG must be true or false",
    "WEBHOOK_JWT_LEEWAY,PT1M,WEBHOOK_JWT_LEEWAY must be between PT30M and PT168H",
    "WEBHOOK_JWT_LEEWAY,40 minutes,WEBHOOK_JWT_LEEWAY must be an ISO-8601 duration",
    "TOPIC_REPLICATION_FACTOR,0,TOPIC_REPLICATION_FACTOR must be -1 or at least 1",
    "WEBHOOK_SECRET_PATH,short,WEBHOOK_SECRET_PATH must have at least 16 characters",
    "WEBHOOK_SECRET_PATH,with/slash/and/more,WEBHOOK_SECRET_PATH may hold letters",
    "BRIDGE_HOST,0.0.0.0,'BRIDGE_HOST is 0.0.0.0, which others can reach'",
  })
  void aBadValueIsRefusedByNameWithWhatToDo(String name, String value, String message) {
    // When / Then
    assertThatThrownBy(() -> new Environment(Map.of(name, value)).bind(BridgeSettings.class))
        .isInstanceOfSatisfying(
            InvalidSettingException.class, e -> assertThat(e.name()).isEqualTo(name))
        .hasMessageStartingWith(message);
  }

  @Test
  void aSecretIsInNoMessageAndInNoText() {
    // Given
    String secret = "s3cret-s3cret-s3cret-s3cret";
    Environment environment =
        new Environment(
                Map.of(
                    "WEBHOOK_SECRET_PATH", secret,
                    "WEBHOOK_SECRET_HEADER", secret,
                    "WEBHOOK_JWT_KEY", secret,
                    "BOOTSTRAP_ADMIN_KEY", secret,
                    "DATABASE_PASSWORD", secret,
                    "QUERY_PEER_SECRET", secret,
                    "SENDER_CREDENTIALS", "main=" + secret,
                    "KAFKA_SASL_JAAS_CONFIG", secret))
            .with(
                Map.of(
                    "ADMIN_EMAILS", "ana@example.org",
                    "DEFAULT_FROM_EMAIL", "carteiro@example.org",
                    "EMAIL_HOST_PASSWORD", secret,
                    "ALERT_WEBHOOK_URL", "https://example.org/alerts",
                    "ALERT_WEBHOOK_SECRET", secret,
                    "ALERT_WHATSAPP_TO", "5511999999999",
                    "ALERT_WHATSAPP_INSTANCE", "notices",
                    "ALERT_WHATSAPP_API_KEY", secret));

    // When
    List<Object> settings = new ArrayList<>();
    settings.add(environment.bind(BridgeSettings.class));
    settings.add(environment.bind(SinkSettings.class));
    settings.add(environment.bind(TopologySettings.class));
    settings.add(environment.bind(SenderSettings.class));
    settings.add(environment.bind(ConsoleSettings.class));

    // Then
    assertThat(settings.toString()).doesNotContain(secret);
    assertThatThrownBy(
            () ->
                environment
                    .with(Map.of("WEBHOOK_SECRET_PATH", "tooshort,s3cret"))
                    .bind(BridgeSettings.class))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aSecretMayComeFromAFileAndAnEmptyTextIsNoValue(@TempDir Path directory) throws IOException {
    // Given
    Path file = Files.writeString(directory.resolve("password"), "from-a-file\n");
    Map<String, String> values = new HashMap<>();
    values.put("DATABASE_PASSWORD", "");
    values.put("DATABASE_PASSWORD_FILE", file.toString());

    // When
    DatabaseSettings database = new Environment(values).bind(DatabaseSettings.class);

    // Then
    assertThat(database.password()).contains("from-a-file");
  }

  @Test
  void aProcessWithANameJoinsItsGroupsUnderIt() {
    // Given
    KafkaSettings named =
        new Environment(Map.of("KAFKA_GROUP_INSTANCE_ID", "sink-0")).bind(KafkaSettings.class);
    KafkaSettings nameless = new Environment(Map.of()).bind(KafkaSettings.class);

    // When
    Map<String, Object> member = KafkaClientProperties.groupConsumer(named, "test", "g");
    Map<String, Object> stranger = KafkaClientProperties.groupConsumer(nameless, "test", "g");

    // Then
    assertThat(member).containsEntry("group.id", "g").containsEntry("group.instance.id", "sink-0");
    assertThat(stranger).containsEntry("group.id", "g").doesNotContainKey("group.instance.id");
  }

  @Test
  void aNameThatKafkaWouldRefuseIsRefusedAtOnce() {
    // Given
    Environment environment = new Environment(Map.of("KAFKA_GROUP_INSTANCE_ID", "sink 0"));

    // When / Then
    assertThatThrownBy(() -> environment.bind(KafkaSettings.class))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("KAFKA_GROUP_INSTANCE_ID");
  }

  @Test
  void kafkasSecuritySettingsArePassedThrough() {
    // When
    KafkaSettings kafka =
        new Environment(
                Map.of(
                    "KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"))
            .bind(KafkaSettings.class);

    // Then
    assertThat(KafkaClientProperties.producer(kafka, "test"))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("max.block.ms", 0);
    assertThat(KafkaClientProperties.consumer(kafka, "test"))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false);
  }

  @ParameterizedTest
  @CsvSource({
    "ALERT_OFF,QUEUE_SHORT,ALERT_OFF knows no rule QUEUE_SHORT",
    "ADMIN_EMAILS,ana@example.org,DEFAULT_FROM_EMAIL is required beside ADMIN_EMAILS",
    "ALERT_WEBHOOK_URL,https://example.org,ALERT_WEBHOOK_SECRET is required beside",
    "ALERT_WHATSAPP_TO,5511999999999,ALERT_WHATSAPP_INSTANCE is required beside",
    "ALERT_LANGUAGE,fr,ALERT_LANGUAGE must be one of",
  })
  void halfAnAlertChannelIsRefused(String name, String value, String message) {
    // When / Then
    assertThatThrownBy(() -> new Environment(Map.of(name, value)).bind(ConsoleSettings.class))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theAdministratorsAreSeveral() {
    // When
    AlertSettings alerts =
        new Environment(
                Map.of(
                    "ADMIN_EMAILS", "a@example.org, b@example.org",
                    "DEFAULT_FROM_EMAIL", "carteiro@example.org",
                    "ALERT_OFF", "QUEUE_LONG"))
            .bind(AlertSettings.class);

    // Then
    assertThat(alerts.channels().mail().orElseThrow().to())
        .containsExactly("a@example.org", "b@example.org");
    assertThat(alerts.off()).containsExactly(AlertRuleId.QUEUE_LONG);
  }

  @Test
  void onlyLoopbackMayServeWithoutAuthentication() {
    // When / Then
    for (String host : List.of("127.0.0.1", "localhost", "::1")) {
      assertThat(
              new Environment(Map.of("BRIDGE_HOST", host))
                  .bind(BridgeSettings.class)
                  .http()
                  .isLoopback())
          .isTrue();
    }
    assertThat(
            new Environment(
                    Map.of(
                        "BRIDGE_HOST",
                        "0.0.0.0",
                        "WEBHOOK_SECRET_PATH",
                        "a-secret-of-enough-length"))
                .bind(BridgeSettings.class)
                .secretPaths())
        .hasSize(1);
  }
}
