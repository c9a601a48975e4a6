// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that a running system has stored, as one text to search for what must not be there.
 */
final class StoredText {
  private StoredText() {}

  /**
   * Keys, values and headers of all topics, also those of the topology's stores; dead letters'
   * bytes; and every value of every table.
   */
  static String of(WholeSystemFixture backbone) {
    List<String> texts = new ArrayList<>();
    for (String topic : topics(backbone)) {
      for (ConsumerRecord<byte[], byte[]> record :
          backbone.records(topic, new ByteArrayDeserializer())) {
        texts.add(text(record.key()));
        texts.add(text(record.value()));
        record.headers().forEach(header -> texts.add(text(header.value())));
      }
    }
    backbone.records(Topic.DEAD_LETTER).forEach(record -> texts.add(text(letter(record).bytes())));
    rows(backbone, texts);
    return String.join("\n", texts);
  }

  private static Set<String> topics(WholeSystemFixture backbone) {
    try (Admin admin =
        Admin.create(
            Map.of("bootstrap.servers", backbone.environment().get("KAFKA_BOOTSTRAP_SERVERS")))) {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a record of the topic of dead letters holds. */
  static DeadLetter letter(ConsumerRecord<String, byte[]> record) {
    try {
      return Json.read(record.value(), DeadLetter.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void rows(WholeSystemFixture backbone, List<String> texts) {
    for (Map<String, String> table :
        backbone.rows(
            "SELECT table_name AS name FROM information_schema.tables"
                + " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'")) {
      for (Map<String, String> row : backbone.rows("SELECT * FROM \"" + table.get("name") + "\"")) {
        row.values().stream().filter(Objects::nonNull).map(StoredText::decoded).forEach(texts::add);
      }
    }
  }

  /** Bytes as they are. */
  private static String decoded(String value) {
    return value.startsWith("\\x") && value.length() % 2 == 0
        ? text(HexFormat.of().parseHex(value.substring(2)))
        : value;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, ISO_8859_1);
  }
}
