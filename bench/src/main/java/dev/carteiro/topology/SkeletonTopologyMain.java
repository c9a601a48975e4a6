// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.LoggingConfigurator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The limit of the topology benchmark: for each webhook one read and one write of a store with a
 * changelog, and as many records out as the topology writes on average, without any rule. Library,
 * properties and kind of store are those of the real topology; the webhook's bytes are what is
 * stored and written.
 */
public final class SkeletonTopologyMain {
  private static final String STORE = "skeleton";

  /** Webhooks of an instance that meet the same entry, as a message and its statuses do. */
  private static final int PER_ENTRY = 3;

  private SkeletonTopologyMain() {}

  /**
   * Runs with the settings of the environment, as a role does; two arguments: the output topic, and
   * the mean number of records out.
   */
  public static void main(String... arguments) throws InterruptedException {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    Map<String, Object> properties =
        StreamsPropertiesFactory.of(
            new Environment(System.getenv()).bind(TopologySettings.class),
            new SimpleMeterRegistry());
    double outputs = Double.parseDouble(arguments[1]);
    ProcessorSupplier<String, byte[], String, byte[]> step = () -> new StoreThenForward(outputs);
    Topology topology = new Topology();
    topology.addSource(
        "in", new StringDeserializer(), new ByteArrayDeserializer(), Topic.WEBHOOK.topicName());
    topology.addProcessor("step", step, "in");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled(),
        "step");
    topology.addSink(
        "out", arguments[0], new StringSerializer(), new ByteArraySerializer(), "step");
    KafkaStreams streams = new KafkaStreams(topology, new StreamsConfig(properties));
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "stop-streams"));
    streams.start();
    new CountDownLatch(1).await();
  }

  private static final class StoreThenForward implements Processor<String, byte[], String, byte[]> {
    private final double outputs;
    private final Map<String, Integer> webhooks = new HashMap<>();
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<Bytes, byte[]> store;
    private double due;

    private StoreThenForward(double outputs) {
      this.outputs = outputs;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      this.context = context;
      this.store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      int entry = webhooks.merge(record.key(), 1, Integer::sum) / PER_ENTRY;
      Bytes key = Bytes.wrap((record.key() + "/message-" + entry).getBytes(StandardCharsets.UTF_8));
      byte[] found = store.get(key);
      store.put(
          key, found == null || found.length < record.value().length ? record.value() : found);
      for (due += outputs; due >= 1; due--) {
        context.forward(record);
      }
    }
  }
}
