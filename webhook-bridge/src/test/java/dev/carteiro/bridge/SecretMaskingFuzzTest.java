// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.bridge.mask.EnvelopeScanResult;
import dev.carteiro.bridge.mask.EnvelopeScanner;
import dev.carteiro.bridge.mask.SecretWebhookGenerator;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * No secret leaves the bridge. {@code -Dcarteiro.fuzz.bodies=10000000} makes the run a long one,
 * {@code -Dcarteiro.fuzz.seed} another one.
 */
class SecretMaskingFuzzTest {
  private static final long BODIES = Long.getLong("carteiro.fuzz.bodies", 60_000);
  private static final long SEED = Long.getLong("carteiro.fuzz.seed", 20_261_130);

  /** Bodies of one generator. */
  private static final int BATCH = 1_000;

  private static final int POSTED = 300;

  private final EnvelopeScanner scanner = new EnvelopeScanner(List.of());

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noSecretIsLeftInABody() {
    // Given
    AtomicLong bodies = new AtomicLong();
    // When
    List<String> leaks =
        LongStream.range(0, (BODIES + BATCH - 1) / BATCH)
            .parallel()
            .boxed()
            .flatMap(batch -> leaks(SEED + batch, bodies).stream())
            .limit(20)
            .toList();
    // Then
    assertThat(leaks).isEmpty();
    assertThat(bodies.get()).isGreaterThanOrEqualTo(BODIES);
  }

  @Test
  void noSecretIsInWhatTheBridgeWritesOrAnswers() {
    // Given
    SecretWebhookGenerator bodies = new SecretWebhookGenerator(SEED);
    List<SecretWebhookGenerator.PlantedSecret> planted =
        Stream.generate(() -> bodies.next("acme"))
            .filter(one -> !one.isAnother())
            .limit(POSTED)
            .toList();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (BridgeHarness bridge = BridgeHarness.acknowledging(Map.of("WEBHOOK_ACCESS_LOG", "true"))) {
      // When
      StringBuilder seen = new StringBuilder();
      planted.forEach(one -> seen.append(bridge.post(one.bytes()).body()));
      List<ProducerRecord<String, byte[]>> written = bridge.written(Topic.WEBHOOK);
      written.forEach(
          record -> {
            seen.append(record.key());
            seen.append(new String(record.value(), ISO_8859_1));
            record.headers().forEach(header -> seen.append(new String(header.value(), ISO_8859_1)));
          });
      List.copyOf(log.list).forEach(line -> seen.append(line.getFormattedMessage()));
      String output = seen.toString();
      // Then
      assertThat(written).hasSize(POSTED);
      assertThat(planted).noneMatch(one -> one.isIn(output));
    } finally {
      root.detachAppender(log);
    }
  }

  private List<String> leaks(long seed, AtomicLong count) {
    SecretWebhookGenerator bodies = new SecretWebhookGenerator(seed);
    return IntStream.range(0, BATCH)
        .mapToObj(
            i -> {
              count.incrementAndGet();
              return leak(bodies.next("acme"));
            })
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** What is wrong; empty when nothing is. */
  private String leak(SecretWebhookGenerator.PlantedSecret planted) {
    byte[] body = planted.bytes().clone();
    EnvelopeScanResult envelope = scanner.scan(body);
    String before = new String(planted.bytes(), ISO_8859_1);
    if (planted.isIn(body) && !planted.isAnother()) {
      return "LEAK " + before + " -> " + new String(body, ISO_8859_1);
    }
    if (planted.isIn(envelope.toString())) {
      return "ENVELOPE " + before;
    }
    return body.length == planted.bytes().length && (!planted.whole() || isJson(body))
        ? ""
        : "BROKEN " + before + " -> " + new String(body, ISO_8859_1);
  }

  private static boolean isJson(byte[] body) {
    try {
      int start = body[0] == (byte) 0xEF ? 3 : 0;
      return Json.mapper().readTree(body, start, body.length - start).isObject();
    } catch (IOException e) {
      return false;
    }
  }
}
