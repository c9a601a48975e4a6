// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Masks what may be secret in a URL that stands inside a body: what is before the host's {@code @},
 * the query, and the bridge's own secret path segments. Evolution repeats the webhook's URL in
 * every body.
 */
final class UrlMask {
  private final List<byte[]> secrets;

  UrlMask(List<String> secrets) {
    this.secrets = secrets.stream().map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Masks the URL between two offsets, the content of a JSON string. */
  void apply(byte[] body, int from, int to) {
    if (indexOf(body, from, to, '\\') < to) {
      // Evolution escapes nothing in a URL; whoever does could hide a secret from what follows.
      Mask.stars(body, from, to);
      return;
    }
    int query = Math.min(indexOf(body, from, to, '?'), indexOf(body, from, to, '#'));
    userInfo(body, from, query);
    query(body, query + 1, to);
    secrets.forEach(secret -> occurrences(body, from, to, secret));
  }

  private static void userInfo(byte[] body, int from, int to) {
    int scheme = from;
    while (scheme + 2 < to
        && !(body[scheme] == ':' && body[scheme + 1] == '/' && body[scheme + 2] == '/')) {
      scheme++;
    }
    boolean wellFormed = scheme + 2 < to;
    int start = wellFormed ? scheme + 3 : from;
    // Without "://" nobody can tell where the host starts: everything before an @ may be secret
    // then.
    int end = wellFormed ? indexOf(body, start, to, '/') : to;
    for (int at = end - 1; at >= start; at--) {
      if (body[at] == '@') {
        Mask.stars(body, start, at);
        return;
      }
    }
  }

  private static void query(byte[] body, int from, int to) {
    int start = from;
    while (start < to) {
      int end = indexOf(body, start, to, '&');
      int equals = indexOf(body, start, end, '=');
      // A parameter without a value may itself be the secret.
      Mask.stars(body, equals < end ? equals + 1 : start, end);
      start = end + 1;
    }
  }

  private static void occurrences(byte[] body, int from, int to, byte[] secret) {
    for (int i = from; i + secret.length <= to; i++) {
      if (Arrays.equals(body, i, i + secret.length, secret, 0, secret.length)) {
        Mask.stars(body, i, i + secret.length);
      }
    }
  }

  /** The first offset of the byte, or {@code to}. */
  private static int indexOf(byte[] body, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (body[i] == wanted) {
        return i;
      }
    }
    return to;
  }
}
