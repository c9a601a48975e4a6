// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Webhook bodies of one file: {@code *.json} holds one, {@code *.jsonl} one a line. */
final class WebhookCaseFile {
  private WebhookCaseFile() {}

  /** The bodies of the file in the folder whose name begins with this number, in their order. */
  static List<String> bodies(Path folder, String number) {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith(number + "-"))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no case " + number));
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return file.toString().endsWith(".jsonl")
          ? text.lines().filter(line -> !line.isBlank()).toList()
          : List.of(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The instance that a body names; null when it names none, as the bridge then keys it. */
  static String instance(String body) {
    try {
      JsonNode instance = Json.mapper().readTree(body).path("instance");
      return instance.isTextual() ? instance.textValue() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
