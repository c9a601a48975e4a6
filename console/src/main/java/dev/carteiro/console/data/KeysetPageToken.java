// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Where a list continues: its last sort key, bound to the query by a digest. Grants no access. */
final class KeysetPageToken {
  private static final int SEAL = 16;

  private KeysetPageToken() {}

  /** The query is all that determines the list: table, conditions with their values, order. */
  static String of(String query, List<String> key) {
    byte[] json = Json.write(key);
    String seal = seal(query, new String(json, StandardCharsets.UTF_8));
    return seal + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /** The sort key; 400 when the token is damaged or belongs to another query. */
  static List<String> read(String token, String query, int parts) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token.substring(Math.min(SEAL, token.length())));
      String text = new String(json, StandardCharsets.UTF_8);
      JsonNode key = Json.mapper().readTree(text);
      if (token.startsWith(seal(query, text)) && key.isArray() && key.size() == parts) {
        List<String> values = new ArrayList<>();
        key.forEach(value -> values.add(value.asText()));
        return values;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw invalid();
    }
    throw invalid();
  }

  private static RuntimeException invalid() {
    return ConsoleProblems.invalid(
        "INVALID_PAGE",
        "page must be the next of a page before, with the same parameters otherwise.");
  }

  private static String seal(String query, String key) {
    return Sha256Fingerprint.of(query + "\n" + key).substring(0, SEAL);
  }
}
