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
 * byte that is not part of a secret. What is no JSON is searched for names of secrets character by
 * character, so that a broken body gives nothing away either. To mask twice changes nothing more.
 *
 * <p>A secret is what stands under a name that speaks of a token, secret, password, API key,
 * authorization or key material, in any case, with anything before or behind, at any depth: a text,
 * a number, or all texts and numbers of an array or object; in JSON inside texts and in parameters
 * of URLs too. What a person wrote is never looked into. Safe for use by several threads.
 */
public final class SecretMask {
  /** Reads documents as {@link Json} does, and skips what nobody asks for. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          // Names come from outside: they may not fill the JVM's table of interned strings.
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final UrlMask urls;

  /**
   * @param ownSecrets texts that are masked wherever they stand in a URL
   */
  public SecretMask(List<String> ownSecrets) {
    this.urls = new UrlMask(ownSecrets);
  }

  /** Masks a whole body. */
  public void apply(byte[] body) {
    document(body, 0, false);
  }

  /**
   * Begins to mask a JSON document while the caller reads it: every token goes to the scan, and
   * {@link #finish} follows the last.
   *
   * @param from where the document starts
   */
  public SecretScan scan(byte[] body, int from) {
    return new SecretScan(body, from, this, 0, false);
  }

  /** Ends the masking of a document that was read to its end. */
  public void finish(SecretScan scan, byte[] body, int from) {
    scan.apply();
    if (scan.needsThoroughScan()) {
      read(body, from, 0, true);
    }
  }

  /** Masks a body that is no JSON, of any encoding. */
  public void broken(byte[] body) {
    TextMask.apply(body);
  }

  /** A copy of a text for people, such as another system's error, without the secrets it names. */
  public static String inText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TextMask.apply(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  UrlMask urls() {
    return urls;
  }

  /** Looks into the content of a string, which may hold JSON or a URL. */
  void text(byte[] body, int from, int to, SecretScan scan) {
    int interest = Interest.of(body, from, to);
    boolean escaped = (interest & Interest.ESCAPED) != 0;
    boolean found = (interest & ~Interest.ESCAPED) != 0;
    if (scan.isThorough()
        || (interest & Interest.JSON) != 0
        || escaped && (found || Interest.hidesMore(body, from, to))) {
      EmbeddedText.mask(
          body,
          from,
          to,
          scan.ranges(),
          content -> content(content, scan.level() + 1, scan.isThorough()));
    } else if (found) {
      urls.any(body, from, to, scan.ranges());
    }
  }

  private void content(byte[] content, int level, boolean thorough) {
    if (Interest.looksLikeJson(content)) {
      if (SecretScan.isTooDeep(level)) {
        Arrays.fill(content, (byte) '*');
      } else {
        document(content, level, thorough);
      }
      return;
    }
    if (thorough) {
      TextMask.apply(content);
    }
    MaskedRanges ranges = new MaskedRanges();
    urls.any(content, 0, content.length, ranges);
    ranges.apply(content);
  }

  private void document(byte[] body, int level, boolean thorough) {
    if (!read(body, 0, level, thorough)) {
      TextMask.apply(body);
    }
  }

  /** Whether it was JSON to its end. */
  private boolean read(byte[] body, int from, int level, boolean thorough) {
    SecretScan scan = new SecretScan(body, from, this, level, thorough);
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
