// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import com.fasterxml.jackson.core.JsonParser;
import dev.carteiro.contract.secret.JsonSecretScanner;
import dev.carteiro.contract.secret.SecretMasker;
import java.io.IOException;
import java.util.List;

/**
 * Reads the envelope of a webhook in one pass over its bytes and masks the secrets in place ({@link
 * SecretMasker}). Never throws, whatever the bytes.
 */
public final class EnvelopeScanner {
  private final SecretMasker masks;

  /**
   * @param secretPaths secret path segments of webhook URLs, to be masked where {@code destination}
   *     repeats the URL
   */
  public EnvelopeScanner(List<String> secretPaths) {
    this.masks = new SecretMasker(secretPaths);
  }

  /** Reads the envelope and masks the body's secrets in place. */
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

  /**
   * Offset of the JSON text after a UTF-8 byte order mark, if there is one; -1 when the bytes are
   * UTF-16 or UTF-32.
   */
  private static int startOfText(byte[] body) {
    int start = startsWith(body, 0, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    boolean otherMark =
        startsWith(body, start, 0xFE, 0xFF)
            || startsWith(body, start, 0xFF, 0xFE)
            || startsWith(body, start, 0xEF, 0xBB, 0xBF);
    // A NUL in the first four bytes cannot be UTF-8 JSON: Jackson would take the bytes for UTF-16
    // or UTF-32.
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
