// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.carteiro.bridge.mask.SecretWebhookGenerator;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Secrets planted in webhooks reach no topic, no table, no dead letter and no log line, while the
 * webhooks themselves stay visible.
 */
class SecretsIT {
  private static final int BODIES = Integer.getInteger("carteiro.fuzz.posted", 400);
  private static final long SEED = Long.getLong("carteiro.fuzz.seed", 20_261_130);
  private static final String GO_TOKEN = "GO-T0KEN-of-the-shop-7b21";
  private static final String GO_MESSAGE =
      """
      {"data":{"Info":{"Chat":"5511911112222@s.whatsapp.net","ID":"3A0100000000000000A1",\
      "Timestamp":"2026-08-03T14:05:10-03:00","Type":"text"},"Message":{"conversation":"Bom dia"}},\
      "event":"Message","instanceId":"6f1d2c3b-4a59-4e68-9b7c-0d1e2f3a4b5c",\
      "instanceName":"loja","instanceToken":"%s"}"""
          .formatted(GO_TOKEN);

  @TempDir static Path directory;

  @Test
  void aPlantedSecretIsNowhereAndItsWebhookIsNotLost() {
    // Given
    SecretWebhookGenerator bodies = new SecretWebhookGenerator(SEED);
    List<SecretWebhookGenerator.PlantedSecret> planted =
        Stream.generate(() -> bodies.next("loja"))
            .filter(one -> !one.isAnother())
            .limit(BODIES)
            .toList();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (WholeSystemFixture backbone =
        WholeSystemFixture.start(
                directory, Map.of("WEBHOOK_ARCHIVE", "true", "WEBHOOK_ACCESS_LOG", "true"))
            .withRolesInside()) {
      backbone.bind("loja", "tenant-a");
      // When
      planted.forEach(one -> assertThat(backbone.post(one.bytes())).isEqualTo(200));
      assertThat(backbone.post(GO_MESSAGE.getBytes(UTF_8))).isEqualTo(200);
      backbone.awaitDrained();
      // Then
      String all = StoredText.of(backbone) + told(List.copyOf(log.list));
      assertThat(planted).filteredOn(one -> one.isIn(all)).isEmpty();
      assertThat(all).doesNotContain(GO_TOKEN).contains("Bom dia");
      assertThat(backbone.records(Topic.WEBHOOK)).hasSize(BODIES + 1);
      assertThat(letters(backbone))
          .anySatisfy(
              letter -> {
                assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.MISSING_INSTANCE);
                assertThat(new String(letter.bytes(), UTF_8))
                    .isEqualTo(GO_MESSAGE.replace(GO_TOKEN, "*".repeat(GO_TOKEN.length())));
              });
    } finally {
      root.detachAppender(log);
    }
  }

  /** Everything refused, as the bridge wrote it. */
  private static List<DeadLetter> letters(WholeSystemFixture backbone) {
    return backbone.records(Topic.DEAD_LETTER).stream().map(StoredText::letter).toList();
  }

  /** What stands in the log: with it, the failures that are told there. */
  private static String told(List<ILoggingEvent> lines) {
    return lines.stream()
        .map(line -> line.getFormattedMessage() + failures(line.getThrowableProxy()))
        .collect(Collectors.joining("\n"));
  }

  private static String failures(IThrowableProxy failure) {
    return failure == null ? "" : "\n" + failure.getMessage() + failures(failure.getCause());
  }
}
