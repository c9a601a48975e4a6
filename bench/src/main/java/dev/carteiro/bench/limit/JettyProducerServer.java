// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A limit for the bridge: a Jetty handler and a Kafka producer with nothing between them. The body
 * goes to a topic unparsed, and 200 is answered after Kafka's acknowledgement. The producer has the
 * bridge's settings (acks=all, idempotent, linger 1 ms, lz4); keys rotate, so that records spread
 * over the partitions as the bridge's do. Arguments: port, bootstrap servers, topic.
 */
public final class JettyProducerServer {
  private static final int LARGEST = 16 * 1024 * 1024;
  private static final int KEYS = 100;

  private JettyProducerServer() {}

  public static void main(String[] arguments) throws Exception {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    Server server = new Server(new QueuedThreadPool(BareJavalinServer.THREADS, 4));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    server.setHandler(new TopicWriteHandler(producer(arguments[1]), arguments[2]));
    server.start();
    System.out.println(BenchmarkProgram.READY);
    server.join();
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
    KafkaSettings kafka =
        new Environment(Map.of("KAFKA_BOOTSTRAP_SERVERS", bootstrap)).bind(KafkaSettings.class);
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "jetty-producer");
    // The bridge loads the topic's metadata before it serves; here the first request waits for it.
    properties.put("max.block.ms", 10_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static final class TopicWriteHandler extends Handler.Abstract.NonBlocking {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final byte[][] keys = new byte[KEYS][];
    private final AtomicInteger turn = new AtomicInteger();

    TopicWriteHandler(KafkaProducer<byte[], byte[]> producer, String topic) {
      this.producer = producer;
      this.topic = topic;
      for (int n = 0; n < KEYS; n++) {
        keys[n] = ("default/bench-" + n).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Content.Source.asByteArrayAsync(
          request,
          LARGEST,
          Promise.Invocable.from(
              InvocationType.NON_BLOCKING,
              body -> write(body, response, callback),
              callback::failed));
      return true;
    }

    private void write(byte[] body, Response response, Callback callback) {
      byte[] key = keys[Math.floorMod(turn.getAndIncrement(), KEYS)];
      producer.send(
          new ProducerRecord<>(topic, key, body),
          (metadata, failure) -> {
            response.setStatus(
                failure == null ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
            callback.succeeded();
          });
    }
  }
}
