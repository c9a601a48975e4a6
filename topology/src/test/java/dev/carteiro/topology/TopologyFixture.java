// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.topology.stage.CommitPacer;
import dev.carteiro.topology.stage.InputProgress;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.stats.StatsWindow;
import dev.carteiro.topology.stats.StatsWindowAggregator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology on virtual time. */
final class TopologyFixture implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Map<String, TenantRecord> tenants = new HashMap<>();
  final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> webhooks;
  private final TestInputTopic<String, byte[]> bindings;
  private Instant now = START;

  TopologyFixture(Path stateDir, Map<String, String> overrides) {
    Map<String, String> environment = new HashMap<>(overrides);
    environment.put("TOPOLOGY_STATE_DIR", stateDir.toString());
    TopologySettings settings = new Environment(environment).bind(TopologySettings.class);
    Map<String, Object> properties = StreamsPropertiesFactory.of(settings, metrics);
    Properties driverProperties = new Properties();
    driverProperties.putAll(properties);
    driver =
        new TopologyTestDriver(
            CarteiroTopology.build(
                settings,
                properties,
                tenant -> Optional.ofNullable(tenants.get(tenant)),
                metrics,
                InputProgress.NOTHING_BEFORE,
                new CommitPacer(settings.commitInterval())),
            driverProperties,
            START);
    webhooks =
        driver.createInputTopic(
            Topic.WEBHOOK.topicName(), new StringSerializer(), new ByteArraySerializer());
    bindings =
        driver.createInputTopic(
            Topic.INSTANCE.topicName(), new StringSerializer(), new ByteArraySerializer());
  }

  void bind(String instance, String tenant) {
    bind(instance, tenant, null, null);
  }

  void bind(String instance, String tenant, String evolutionInstanceId, String apikeyFingerprint) {
    InstanceKey key = InstanceKey.of(instance);
    InstanceBinding binding =
        new InstanceBinding(
            1,
            key,
            tenant,
            evolutionInstanceId,
            apikeyFingerprint,
            List.of(),
            null,
            null,
            false,
            false,
            null,
            now,
            "test");
    bindings.pipeInput(key.text(), Json.write(binding), now);
  }

  /** A change of some fields only, by a bridge that knows no others. */
  void bind(String instance, String tenant, Set<String> fields) {
    InstanceKey key = InstanceKey.of(instance);
    InstanceBinding binding =
        new InstanceBinding(
            1, key, tenant, null, null, List.of(), null, null, false, false, null, now, "test");
    Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
    InstanceBindingMerger.mark(headers, fields);
    bindings.pipeInput(new TestRecord<>(key.text(), Json.write(binding), headers, now));
  }

  void unbind(String instance) {
    bindings.pipeInput(InstanceKey.of(instance).text(), null, now);
  }

  void post(String instance, String body) {
    post(instance, body, Map.of());
  }

  void post(String instance, String body, Map<String, String> moreHeaders) {
    Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
    headers.add(
        CarteiroRecordHeaders.RECEIVED_AT,
        CarteiroRecordHeaders.bytes(Long.toString(now.toEpochMilli())));
    headers.add(
        CarteiroRecordHeaders.TRACE_ID,
        CarteiroRecordHeaders.bytes("0123456789abcdef0123456789abcdef"));
    moreHeaders.forEach((name, value) -> headers.add(name, CarteiroRecordHeaders.bytes(value)));
    String key = instance == null ? null : InstanceKey.of(instance).text();
    webhooks.pipeInput(new TestRecord<>(key, body.getBytes(StandardCharsets.UTF_8), headers, now));
  }

  /** Lets wall-clock time pass in steps, as the driver fires a punctuator once per advance only. */
  void pass(Duration duration, Duration step) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(duration) < 0;
        passed = passed.plus(step)) {
      driver.advanceWallClockTime(step);
      now = now.plus(step);
    }
  }

  /** Writes a record of one of our own topics, now. */
  void write(Topic topic, InstanceKey instance, Object value) {
    driver
        .createInputTopic(topic.topicName(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(instance.text(), Json.write(value), now);
  }

  Instant now() {
    return now;
  }

  <T> List<T> read(Topic topic, Class<T> type) {
    return records(topic).stream().map(record -> parse(record.value(), type)).toList();
  }

  List<TestRecord<String, byte[]>> records(Topic topic) {
    TestOutputTopic<String, byte[]> output =
        driver.createOutputTopic(
            topic.topicName(), new StringDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  /** All that was counted of a tenant. */
  StatsCounterValues counts(String tenant) {
    StatsWindowAggregator reader =
        new StatsWindowAggregator(
            new StatsWindowAggregator.StatsTimeRange(
                START.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(2)), StatsKey.WINDOW),
            null,
            false);
    KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(StatsStage.STATS_STORE);
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(
          entry -> {
            if (StatsKey.decode(entry.key.get()).tenantId().equals(tenant)) {
              reader.add(entry.key.get(), entry.value);
            }
          });
    }
    return reader.windows().stream()
        .map(StatsWindow::counts)
        .reduce(StatsCounterValues.NONE, StatsCounterValues::plus);
  }

  double count(String counter, String tag, String value) {
    return metrics.counter(counter, tag, value).count();
  }

  private static <T> T parse(byte[] value, Class<T> type) {
    try {
      return Json.read(value, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
