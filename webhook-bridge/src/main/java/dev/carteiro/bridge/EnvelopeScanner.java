// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.util.List;

/**
 * Reads the envelope of a webhook in one pass over its bytes and masks the secrets in place. The
 * body keeps its length, and every byte that is not part of a secret. What is no JSON is searched
 * for secrets byte by byte, so that a broken body gives nothing away either. Never throws, whatever
 * the bytes.
 *
 * <p>Masked are (evolution-contract, shapes): the apikey, at any depth of any event; tokens,
 * hashes, passwords and authorizations in events about instances and in errors; the key bytes of
 * app-state key shares, in any event; credentials in the webhook's URL.
 */
final class EnvelopeScanner {
  private static final JsonFactory JSON =
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
   * @param secretPaths path segments that admit a webhook, which must not travel on inside {@code
   *     destination}
   */
  EnvelopeScanner(List<String> secretPaths) {
    this.urls = new UrlMask(secretPaths);
  }

  /** Reads the envelope and masks the body's secrets in place. */
  Envelope scan(byte[] body) {
    if (body.length == 0) {
      return Envelope.unaddressed(Unaddressed.EMPTY_BODY);
    }
    int start = startOfText(body);
    if (start < 0) {
      BrokenBodyMask.apply(body);
      return Envelope.unaddressed(Unaddressed.NOT_UTF8);
    }
    EnvelopeReading reading = new EnvelopeReading(body, start, urls);
    try (JsonParser parser = JSON.createParser(body, start, body.length - start)) {
      reading.read(parser);
    } catch (IOException malformed) {
      BrokenBodyMask.apply(body);
      return Envelope.unaddressed(Unaddressed.NOT_JSON);
    }
    reading.mask();
    return reading.envelope();
  }

  /**
   * Where the JSON text starts, behind a UTF-8 byte order mark; -1 when the bytes are UTF-16 or
   * UTF-32.
   */
  private static int startOfText(byte[] body) {
    int start = startsWith(body, 0, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    boolean otherMark =
        startsWith(body, start, 0xFE, 0xFF)
            || startsWith(body, start, 0xFF, 0xFE)
            || startsWith(body, start, 0xEF, 0xBB, 0xBF);
    // JSON has no NUL outside strings, and no string before the third byte ends: Jackson would
    // guess UTF-16 or UTF-32.
    for (int i = start; i < Math.min(start + 4, body.length); i++) {
      otherMark |= body[i] == 0;
    }
    return otherMark ? -1 : start;
  }

  private static boolean startsWith(byte[] body, int from, int... bytes) {
    if (body.length < from + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((body[from + i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
