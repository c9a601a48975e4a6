// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import com.fasterxml.jackson.core.JsonParser;
import dev.carteiro.contract.secret.JsonSecretScanner;
import dev.carteiro.contract.secret.SecretMasker;
import java.io.IOException;
import java.util.List;

/** Reads a webhook's envelope in one pass and masks its secrets in place; never throws. */
public final class EnvelopeScanner {
  private final SecretMasker masks;

  /** Masks these secret path segments, too, where {@code destination} repeats the URL. */
  public EnvelopeScanner(List<String> secretPaths) {
    this.masks = new SecretMasker(secretPaths);
  }

  public EnvelopeScanResult scan(byte[] body) {
    if (body.length == 0) {
      return EnvelopeScanResult.unaddressed(UnaddressedReason.EMPTY_BODY);
    }
    int start = startOfText(body);
    if (start < 0) {
      masks.broken(body);
      return EnvelopeScanResult.unaddressed(UnaddressedReason.NOT_UTF8);
    }
    JsonSecretScanner secrets = masks.scan(body, start);
    EnvelopeTokenReader reading = new EnvelopeTokenReader(secrets);
    try (JsonParser parser = SecretMasker.FACTORY.createParser(body, start, body.length - start)) {
      reading.read(parser);
    } catch (IOException malformed) {
      masks.broken(body);
      return EnvelopeScanResult.unaddressed(UnaddressedReason.NOT_JSON);
    }
    masks.finish(secrets, body, start);
    return reading.envelope();
  }

  /** Offset of the JSON text after a byte order mark; -1 for UTF-16 and UTF-32. */
  private static int startOfText(byte[] body) {
    int start = startsWith(body, 0, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    boolean otherMark =
        startsWith(body, start, 0xFE, 0xFF)
            || startsWith(body, start, 0xFF, 0xFE)
            || startsWith(body, start, 0xEF, 0xBB, 0xBF);
    // Jackson would take bytes with an early NUL for UTF-16 or UTF-32.
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
