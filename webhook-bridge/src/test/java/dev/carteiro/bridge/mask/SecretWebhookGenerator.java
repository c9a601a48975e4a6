// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Makes webhooks in which a secret stands under a name that speaks of one: any word, case, prefix
 * and suffix, at any depth, in any kind of value, whole or damaged, in any encoding.
 */
public final class SecretWebhookGenerator {
  private static final List<List<String>> WORDS =
      List.of(
          List.of("token"),
          List.of("secret"),
          List.of("password"),
          List.of("passphrase"),
          List.of("apikey"),
          List.of("api", "key"),
          List.of("authorization"),
          List.of("credential"),
          List.of("access", "token"),
          List.of("jwt", "secret"),
          List.of("jwt", "key"),
          List.of("private", "key"),
          List.of("encryption", "key"),
          List.of("signing", "key"),
          List.of("identity", "key"),
          List.of("key", "data"));

  private static final List<List<String>> PREFIXES =
      List.of(
          List.of(),
          List.of(),
          List.of("instance"),
          List.of("x"),
          List.of("global"),
          List.of("my", "old"),
          List.of("meta"),
          List.of("webhook"),
          List.of("evolution", "go"),
          List.of("wa", "2"));

  private static final List<List<String>> SUFFIXES =
      List.of(
          List.of(),
          List.of(),
          List.of("global"),
          List.of("value"),
          List.of("v2"),
          List.of("3"),
          List.of("wa", "business"),
          List.of("header"),
          List.of("text"));

  private static final List<String> CONTAINERS =
      List.of(
          "data",
          "message",
          "headers",
          "webhook",
          "contextInfo",
          "qrcode",
          "a b",
          "é",
          "response",
          "error",
          "Info",
          "instance",
          "config",
          "key",
          "orderMessage2",
          "Setting",
          "x\"y");

  private static final List<String> EVENTS =
      List.of(
          "messages.upsert",
          "send.message",
          "connection.update",
          "instance.create",
          "status.instance",
          "error",
          "Message",
          "Receipt",
          "call",
          "unheard.of");

  /** What may stand before a secret in the same value. */
  private static final List<String> BEFORE = List.of("", "", "Bearer ", "a\"b\\", "{x}, ", "é\n");

  private static final List<String> CHARSETS =
      List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE");

  /** Webhooks of one shape, with other secrets and other damages. */
  private static final int VARIANTS = 20;

  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /**
   * One webhook.
   *
   * @param bytes as posted
   * @param secret that may be found nowhere, nor either half of it
   * @param whole whether it is the JSON that it was made as
   */
  public record PlantedSecret(byte[] bytes, String secret, boolean whole) {

    /** Whether bytes still hold the secret, or half of it. */
    public boolean isIn(byte[] found) {
      return isIn(new String(found, ISO_8859_1));
    }

    /** Whether damage made another JSON document of it, in which other names hold other values. */
    public boolean isAnother() {
      return !whole && isJson(bytes);
    }

    /** Whether a text still holds the secret, or half of it, in any width of characters. */
    public boolean isIn(String found) {
      String text = found.indexOf('\0') < 0 ? found : found.replace("\0", "");
      int half = secret.length() / 2;
      return text.contains(secret.substring(0, half)) || text.contains(secret.substring(half));
    }
  }

  private final Random random;

  private String name;
  private String secret;
  private byte[] body;
  private int form;
  private int made;

  public SecretWebhookGenerator(long seed) {
    this.random = new Random(seed);
  }

  /** The next webhook, for an instance. */
  public PlantedSecret next(String instance) {
    if (made++ % VARIANTS == 0) {
      form = random.nextInt(18);
      name = name();
      secret = random.nextInt(6) == 0 ? digits() : letters();
      body = escaped(Json.write(envelope(instance)));
    } else {
      String other = Character.isDigit(secret.charAt(0)) ? digits() : letters();
      replace(body, secret.getBytes(ISO_8859_1), other.getBytes(ISO_8859_1));
      secret = other;
    }
    if (isDamaged()) {
      return new PlantedSecret(damaged(body), secret, false);
    }
    return switch (form) {
      case 6 ->
          new PlantedSecret(
              new String(body, UTF_8).getBytes(Charset.forName(one(CHARSETS))), secret, false);
      case 7 ->
          new PlantedSecret(("\uFEFF" + new String(body, UTF_8)).getBytes(UTF_8), secret, true);
      default -> new PlantedSecret(body.clone(), secret, true);
    };
  }

  private boolean isDamaged() {
    return form < 6;
  }

  /** Neither damaged nor in another encoding. */
  private boolean isPlain() {
    return form > 6;
  }

  private static void replace(byte[] body, byte[] old, byte[] with) {
    for (int at = 0; at + old.length <= body.length; at++) {
      if (body[at] == old[0] && Arrays.equals(body, at, at + old.length, old, 0, old.length)) {
        System.arraycopy(with, 0, body, at, with.length);
      }
    }
  }

  /** A name as somebody may write it. */
  private String name() {
    List<String> parts =
        List.of(one(PREFIXES), one(WORDS), one(SUFFIXES)).stream().flatMap(List::stream).toList();
    String separator = one(List.of("_", "-", ".", ""));
    return switch (random.nextInt(6)) {
      case 0 -> String.join("", parts);
      case 1 -> String.join(separator, parts).toUpperCase(Locale.ROOT);
      case 2 ->
          parts.stream()
              .map(SecretWebhookGenerator::capital)
              .collect(Collectors.joining(separator));
      case 3 -> {
        String pascal =
            parts.stream().map(SecretWebhookGenerator::capital).collect(Collectors.joining());
        yield pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
      }
      default -> String.join(separator, parts);
    };
  }

  private ObjectNode envelope(String instance) {
    ObjectNode body = Json.mapper().createObjectNode();
    boolean first = random.nextBoolean();
    if (first) {
      body.put("event", one(EVENTS));
      body.put(random.nextInt(4) == 0 ? "instanceName" : "instance", instance);
    }
    int depth = random.nextInt(5);
    ObjectNode holder = body;
    for (int i = 0; i < depth; i++) {
      holder = inner(holder, (i == 0 ? "data" : one(CONTAINERS)));
    }
    plant(holder);
    body.put("date_time", "2026-11-21T10:00:00.000Z");
    if (!first) {
      body.put("event", one(EVENTS));
      body.put("instance", instance);
    }
    return body;
  }

  private ObjectNode inner(ObjectNode holder, String field) {
    if (random.nextInt(4) == 0) {
      return holder.putArray(field).add("x").add(7).addObject();
    }
    ObjectNode inner = holder.putObject(field);
    inner.put("id", "3EB0" + random.nextInt(1000)).putNull("none");
    return inner;
  }

  private void plant(ObjectNode holder) {
    boolean number = Character.isDigit(secret.charAt(0));
    switch (random.nextInt(isPlain() ? 10 : 9)) {
      case 0, 1 -> value(holder, name, number);
      case 2 -> holder.putArray(name).add("first").add(secret);
      case 3 -> value(holder.putObject(name).put("type", "x"), "v", number);
      case 4 -> value(holder.putArray(name).addObject().putObject("deep"), "v", number);
      case 5 -> holder.put("callback", "https://u@h.example/a?x=1&" + name + "=" + secret + "&y=2");
      case 6 -> {
        ObjectNode inside = Json.mapper().createObjectNode().put("code", 401);
        value(inside.putObject("error").put("m", "a \"b\" c"), name, number);
        String text = new String(Json.write(inside), UTF_8);
        for (int level = random.nextInt(3); level > 0; level--) {
          ObjectNode outside = Json.mapper().createObjectNode().put("inner", text);
          text = new String(Json.write(outside), UTF_8);
        }
        holder.put("disconnectionObject", text);
      }
      case 7 -> holder.putArray("rawHeaders").add("Host").add("h").add(name).add(secret).add("z");
      case 8 -> holder.putArray("list").addObject().put("name", name).put("value", secret);
      default -> holder.putArray("list").addObject().put("value", secret).put("key", name);
    }
    ArrayNode rest = holder.putArray("rest");
    rest.add("tail").add(1);
  }

  private void value(ObjectNode holder, String field, boolean number) {
    if (number && random.nextBoolean()) {
      holder.put(field, Long.parseLong(secret));
    } else {
      String before = isPlain() ? one(BEFORE) : "";
      holder.put(field, before + secret);
    }
  }

  /** Writes some letters of the name as escapes, which JSON allows anywhere. */
  private byte[] escaped(byte[] body) {
    if (random.nextInt(6) != 0) {
      return body;
    }
    int at = random.nextInt(name.length());
    String escape = "\\u%04x".formatted((int) name.charAt(at));
    String quoted = "\"" + name + "\":";
    String with = "\"" + name.substring(0, at) + escape + name.substring(at + 1) + "\":";
    return new String(body, UTF_8).replace(quoted, with).getBytes(UTF_8);
  }

  /** One damage outside of words: a byte changed, left out or put in, or the end cut off. */
  private byte[] damaged(byte[] body) {
    int at;
    do {
      at = random.nextInt(body.length);
    } while (isWordByte(body, at));
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

  private static boolean isWordByte(byte[] body, int at) {
    byte b = body[at];
    return Character.isLetterOrDigit(b)
        || b == '_'
        || b == '-'
        || b == '.'
        || b == '\\' && at + 1 < body.length && body[at + 1] == 'u';
  }

  private static boolean isJson(byte[] body) {
    try {
      return Json.mapper().readTree(body) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private String letters() {
    StringBuilder text = new StringBuilder("S3");
    for (int i = 0; i < 22; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private String digits() {
    return Long.toString(1_000_000_000_000_000_000L + random.nextLong(1L << 60));
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
