// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random bodies, from fixed seeds: what may never happen, whatever the bytes. */
class EnvelopeScannerFuzzTest {
  private static final int BODIES = 4_000;
  private static final String SECRET = "S3cr3t-0f-Acme";

  /** Stands in place of the secret in a body that has none, to tell which bytes may change. */
  private static final String STARS = "*".repeat(SECRET.length());

  private static final List<String> NAMES =
      List.of(
          "text",
          "id",
          "kéy",
          "a\"b",
          "instance",
          "event",
          "data",
          "tokenCount",
          "key",
          "apik",
          "\uD83D\uDE00");

  private final EnvelopeScanner scanner = new EnvelopeScanner(List.of());

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_121, 42})
  void onlyTheSecretsOfAValidBodyChange(long seed) throws IOException {
    // Given
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      long one = random.nextLong();
      byte[] body = body(new Random(one), SECRET);
      byte[] expected = body(new Random(one), STARS);
      JsonNode tree = Json.mapper().readTree(expected);
      // When
      EnvelopeScanResult envelope = scanner.scan(body);
      // Then
      assertThat(body).as("seed %d body %d", seed, i).isEqualTo(expected);
      assertThat(Json.mapper().readTree(body)).isEqualTo(tree);
      assertThat(envelope.instance()).isEqualTo(tree.get("instance").textValue());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20_261_122, 43})
  void noSecretLeavesADamagedBody(long seed) {
    // Given
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = damaged(random, body(random, SECRET));
      if (isJson(body)) {
        // The damage made another name or event of one: a valid body, whose secrets have other
        // names now.
        continue;
      }
      int length = body.length;
      String before = new String(body, ISO_8859_1);
      // When
      scanner.scan(body);
      // Then
      assertThat(new String(body, ISO_8859_1))
          .as("seed %d body %d: %s", seed, i, before)
          .doesNotContain(SECRET);
      assertThat(body).hasSize(length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20_261_123, 44})
  void noBytesMakeItThrow(long seed) {
    // Given
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      if (random.nextBoolean()) {
        String alphabet = "{}[]\":,\\u00apikey_ \u0000*é0-9.eE";
        for (int j = 0; j < body.length; j++) {
          body[j] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
      }
      // When
      EnvelopeScanResult envelope = scanner.scan(body);
      // Then
      assertThat(envelope.event()).isNotNull();
    }
  }

  private static boolean isJson(byte[] body) {
    try {
      return Json.mapper().readTree(body).isObject();
    } catch (IOException e) {
      return false;
    }
  }

  /** A body with the secret in each of the places that can hold one, among random other fields. */
  private static byte[] body(Random random, String secret) {
    ObjectNode body = Json.mapper().createObjectNode();
    ObjectNode data = Json.mapper().createObjectNode();
    fill(random, data, 3);
    boolean aboutInstance = random.nextBoolean();
    data.put(random.nextBoolean() ? "apiKey" : "api_key", secret);
    data.putObject("appStateSyncKeyShare")
        .putArray("keys")
        .addObject()
        .putObject("keyData")
        .put("keyData", secret);
    if (aboutInstance) {
      data.put(List.of("token", "hash", "accessToken", "password").get(random.nextInt(4)), secret);
    }
    if (random.nextBoolean()) {
      body.put("apikey", secret);
    }
    body.set("data", data);
    body.put("event", aboutInstance ? "instance.create" : "messages.upsert");
    body.put("instance", NAMES.get(random.nextInt(NAMES.size())));
    body.put("destination", "http://" + secret + "@h/x?a=" + secret);
    byte[] compact = Json.write(body);
    return random.nextBoolean() ? compact : body.toPrettyString().getBytes(UTF_8);
  }

  private static void fill(Random random, ObjectNode into, int depth) {
    for (int i = random.nextInt(5); i > 0; i--) {
      String name = i + NAMES.get(random.nextInt(NAMES.size()));
      switch (random.nextInt(depth > 0 ? 6 : 4)) {
        case 0 -> into.put(name, random.nextLong());
        case 1 -> into.put(name, random.nextDouble());
        case 2 -> into.putNull(name);
        case 3 -> into.put(name, "té\\xt \" , } \uD83D\uDE00 \u0000 " + random.nextInt());
        case 4 -> fill(random, into.putObject(name), depth - 1);
        default -> fill(random, into.putArray(name).add(1).addObject(), depth - 1);
      }
    }
  }

  /**
   * One damage outside of names and secrets: a byte changed, left out or put in, or the end cut
   * off.
   */
  private static byte[] damaged(Random random, byte[] body) {
    int at;
    do {
      at = random.nextInt(body.length);
    } while (isWordByte(body[at]));
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] changed = body.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 1 -> concat(body, 0, at, at + 1);
      case 2 -> {
        byte[] longer = concat(body, 1, at, at);
        longer[at] = (byte) random.nextInt(256);
        yield longer;
      }
      default -> Arrays.copyOf(body, random.nextInt(body.length));
    };
  }

  private static byte[] concat(byte[] body, int more, int end, int from) {
    byte[] result = new byte[end + more + body.length - from];
    System.arraycopy(body, 0, result, 0, end);
    System.arraycopy(body, from, result, end + more, body.length - from);
    return result;
  }

  private static boolean isWordByte(byte b) {
    return Character.isLetterOrDigit(b) || b == '_' || b == '-' || b == '*';
  }
}
