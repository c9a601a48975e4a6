// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.LoggingConfigurator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * The baseline of the topology benchmark: copies webhooks from their topic to another with Kafka
 * Streams and the properties of the real topology. It is in the topology's package because those
 * properties are package-private.
 */
public final class PassThroughTopologyMain {
  private PassThroughTopologyMain() {}

  /** Runs with the settings of the environment, as a role does; one argument: the output topic. */
  public static void main(String... arguments) throws InterruptedException {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    Map<String, Object> properties =
        StreamsPropertiesFactory.of(
            new Environment(System.getenv()).bind(TopologySettings.class),
            new SimpleMeterRegistry());
    Topology topology = new Topology();
    topology.addSource(
        "in", new StringDeserializer(), new ByteArrayDeserializer(), Topic.WEBHOOK.topicName());
    topology.addSink("out", arguments[0], new StringSerializer(), new ByteArraySerializer(), "in");
    KafkaStreams streams = new KafkaStreams(topology, new StreamsConfig(properties));
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "stop-streams"));
    streams.start();
    new CountDownLatch(1).await();
  }
}
