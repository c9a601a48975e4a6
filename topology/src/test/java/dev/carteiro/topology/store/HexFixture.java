// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stored bytes as tests spell them: two hexadecimal digits a byte, or text in single quotes.
 * Spaces, line ends, and what follows a {@code #} to the end of its line, mean nothing. A fixture
 * is never changed: entries with its bytes are stored.
 */
public final class HexFixture {
  private static final Pattern PART = Pattern.compile("'([^']*)'|([0-9a-f]{2})|\\s+|#.*|(.)");

  private HexFixture() {}

  /** The bytes of a fixture. */
  public static byte[] bytes(String spelled) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher part = PART.matcher(spelled);
    while (part.find()) {
      if (part.group(1) != null) {
        bytes.writeBytes(part.group(1).getBytes(StandardCharsets.UTF_8));
      } else if (part.group(2) != null) {
        bytes.write(Integer.parseInt(part.group(2), 16));
      } else if (part.group(3) != null) {
        throw new IllegalArgumentException("not a fixture: " + spelled);
      }
    }
    return bytes.toByteArray();
  }

  /** Bytes as hexadecimal digits, which a failed comparison can show. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The entries of a store, as hexadecimal digits. */
  public static Map<String, String> entries(Map<byte[], byte[]> store) {
    Map<String, String> entries = new TreeMap<>();
    store.forEach((key, value) -> entries.put(hex(key), hex(value)));
    return entries;
  }

  /** Likewise of fixtures: key, value, key, value … */
  public static Map<String, String> entries(String... keysAndValues) {
    Map<String, String> entries = new TreeMap<>();
    for (int n = 0; n < keysAndValues.length; n += 2) {
      entries.put(hex(bytes(keysAndValues[n])), hex(bytes(keysAndValues[n + 1])));
    }
    return entries;
  }
}
