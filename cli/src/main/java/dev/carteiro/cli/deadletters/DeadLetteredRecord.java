// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The record that became a dead letter, as it was read from its topic.
 *
 * @param key the instance; null when it had none
 * @param bytes empty when it had none
 */
public record DeadLetteredRecord(
    String topic, String key, Map<String, String> headers, byte[] bytes) {

  /** Reads the record from the database; fails if there is no such dead letter. */
  public static DeadLetteredRecord of(String id, DatabaseSettings database) throws SQLException {
    DatabaseQueryResult found =
        new DatabaseQuery(
                "SELECT topic, gateway, instance, headers::text AS headers,"
                    + " encode(bytes, 'base64') AS bytes FROM dead_letters")
            .where("id = ?", id)
            .newest(database, "failed_at", "there is no dead letter " + id);
    var row = found.rows().get(0);
    String bytes = found.stored(row, "bytes");
    return new DeadLetteredRecord(
        found.value(row, "topic"),
        key(found.value(row, "gateway"), found.value(row, "instance")),
        headers(found.stored(row, "headers")),
        bytes == null ? new byte[0] : Base64.getMimeDecoder().decode(bytes));
  }

  ObjectNode redriveRequest() {
    return BridgeClient.body(
        "topic", topic,
        "key", key,
        "headers", headers,
        "bytes", Base64.getEncoder().encodeToString(bytes));
  }

  /** The first bytes as text, and how many are left out. */
  String beginning(int length) {
    int shown = Math.min(length, bytes.length);
    String text = new String(bytes, 0, shown, StandardCharsets.UTF_8);
    return shown == bytes.length
        ? text
        : text + "… (" + (bytes.length - shown) + " bytes more; see --bytes-to)";
  }

  private static String key(String gateway, String instance) {
    return instance == null ? null : gateway == null ? instance : gateway + "/" + instance;
  }

  private static Map<String, String> headers(String json) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (json != null) {
      try {
        JsonNode tree = Json.mapper().readTree(json);
        tree.properties()
            .forEach(
                header ->
                    headers.put(
                        StorableTextCodec.decode(header.getKey()),
                        StorableTextCodec.decode(header.getValue().asText())));
      } catch (IOException e) {
        throw new UncheckedIOException("the database's JSON cannot be read", e);
      }
    }
    return headers;
  }
}
