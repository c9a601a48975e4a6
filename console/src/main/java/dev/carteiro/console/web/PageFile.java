// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import dev.carteiro.contract.Sha256Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** One file of the web page, in memory; the etag is a quoted digest of the content. */
record PageFile(String contentType, byte[] bytes, byte[] gzipped, String etag) {

  /** Creates a file; the suffix of its name determines the content type. */
  static PageFile of(String name, byte[] bytes) {
    return new PageFile(
        contentType(name),
        bytes,
        gzip(bytes),
        "\"" + Sha256Fingerprint.of(bytes).substring(0, 32) + "\"");
  }

  private static String contentType(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1);
    return switch (suffix) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no content type is known for " + name);
    };
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
