// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Masks the secrets of a body in place, whatever its bytes: the body keeps its length, and every
 * byte that is not part of a secret. A body that is not JSON is searched for names of secrets
 * character by character, so that a broken body reveals none either. Masking twice changes nothing
 * more.
 *
 * <p>A secret is the value of a field whose name contains a word for a token, secret, password, API
 * key, authorization or key material, in any case and at any depth: a text, a number, or all texts
 * and numbers of an array or object. JSON inside texts and parameters of URLs are searched, too;
 * what a person wrote is not. Thread-safe.
 */
public final class SecretMasker {
  /** Makes parsers with the nesting limit of {@link Json} and no limit on strings. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          // Names come from outside: they must not fill the JVM's table of interned strings.
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final UrlSecretMasker urls;

  /** {@code ownSecrets} are masked wherever they occur in a URL. */
  public SecretMasker(List<String> ownSecrets) {
    this.urls = new UrlSecretMasker(ownSecrets);
  }

  public void apply(byte[] body) {
    document(body, 0, false);
  }

  /**
   * Begins to mask a document that the caller reads: every token goes to the scan, and then {@link
   * #finish} is called.
   */
  public JsonSecretScanner scan(byte[] body, int from) {
    return new JsonSecretScanner(body, from, this, 0, false);
  }

  /** Ends the masking of a document that was read to its end. */
  public void finish(JsonSecretScanner scan, byte[] body, int from) {
    scan.apply();
    if (scan.needsThoroughScan()) {
      read(body, from, 0, true);
    }
  }

  /** Masks a body that is not JSON, in any encoding. */
  public void broken(byte[] body) {
    PlainTextMasker.apply(body);
  }

  /** A copy of a text, such as another system's error, with its secrets masked. */
  public static String inText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    PlainTextMasker.apply(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  UrlSecretMasker urls() {
    return urls;
  }

  /** Searches the content of a string, which may hold JSON or a URL. */
  void text(byte[] body, int from, int to, boolean escaped, JsonSecretScanner scan) {
    if (scan.isThorough()) {
      inside(body, from, to, escaped, true, scan);
      return;
    }
    boolean url = StringContentDetector.mayHoldUrl(body, from, to);
    if (StringContentDetector.mayBeJson(body, from, to)
        || escaped && (url || StringContentDetector.hidesMore(body, from, to))) {
      inside(body, from, to, escaped, false, scan);
    } else if (url) {
      urls.any(body, from, to, scan.ranges());
    }
  }

  /**
   * Looks into the content of a string; {@code thorough} also for names of secrets in words, as a
   * program may have written it.
   */
  void inside(
      byte[] body, int from, int to, boolean escaped, boolean thorough, JsonSecretScanner scan) {
    int level = scan.level() + 1;
    if (!escaped
        && !StringContentDetector.mayBeJson(body, from, to)
        && SecretWordMatcher.find(body, from, to, 1) == to) {
      urls.any(body, from, to, scan.ranges());
    } else if (escaped) {
      EscapedStringMasker.mask(
          body, from, to, scan.ranges(), content -> content(content, level, thorough));
    } else {
      byte[] content = Arrays.copyOfRange(body, from, to);
      content(content, level, thorough);
      scan.ranges().changes(body, from, content);
    }
  }

  private void content(byte[] content, int level, boolean thorough) {
    if (StringContentDetector.looksLikeJson(content)) {
      if (JsonSecretScanner.isTooDeep(level)) {
        Arrays.fill(content, (byte) '*');
      } else {
        document(content, level, thorough);
      }
      return;
    }
    if (thorough) {
      PlainTextMasker.apply(content);
    }
    MaskRangeBuffer ranges = new MaskRangeBuffer();
    urls.any(content, 0, content.length, ranges);
    ranges.apply(content);
  }

  private void document(byte[] body, int level, boolean thorough) {
    if (!read(body, 0, level, thorough)) {
      PlainTextMasker.apply(body);
    }
  }

  /** Masks a JSON document; false when it is not JSON to its end. */
  private boolean read(byte[] body, int from, int level, boolean thorough) {
    JsonSecretScanner scan = new JsonSecretScanner(body, from, this, level, thorough);
    try (JsonParser parser = FACTORY.createParser(body, from, body.length - from)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        scan.accept(parser, token);
      }
    } catch (IOException notJson) {
      return false;
    }
    finish(scan, body, from);
    return true;
  }
}
