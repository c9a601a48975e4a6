// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import dev.carteiro.contract.Sha256Fingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * All files of the web page, read once. {@code index.html} names every file, so that a browser
 * loads all at once; files that it does not name are not served. The path of the page's own files
 * contains a digest of all files, so they can be cached without limit.
 */
final class PageFileRegistry {
  static final String VERSION_MARK = "@VERSION@";
  private static final String FOLDER = "page/";
  private static final String OWN_PATH = "/ui/" + VERSION_MARK + "/";
  private static final Pattern NAMED =
      Pattern.compile("(?:href|src)=\"(/ui/@VERSION@/|/webjars/lit-html/)([^\"]+)\"");
  private static final String LIBRARY = "org.webjars.npm/lit-html";

  private final PageFile index;
  private final String version;
  private final Map<String, PageFile> own = new HashMap<>();
  private final Map<String, PageFile> library = new HashMap<>();

  /** Reads all files; fails if a file named in the page is missing. */
  PageFileRegistry() {
    String text = new String(bytes(FOLDER + "index.html"), StandardCharsets.UTF_8);
    String libraryFolder = libraryFolder();
    MessageDigest digest = Sha256Fingerprint.sha256();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      boolean isOwn = named.group(1).equals(OWN_PATH);
      String name = named.group(2);
      byte[] bytes = bytes((isOwn ? FOLDER : libraryFolder) + name);
      digest.update(bytes);
      (isOwn ? own : library).put(name, PageFile.of(name, bytes));
    }
    version = HexFormat.of().formatHex(digest.digest(), 0, 8);
    index =
        PageFile.of(
            "index.html", text.replace(VERSION_MARK, version).getBytes(StandardCharsets.UTF_8));
  }

  PageFile index() {
    return index;
  }

  String version() {
    return version;
  }

  Optional<PageFile> own(String name) {
    return Optional.ofNullable(own.get(name));
  }

  Optional<PageFile> library(String name) {
    return Optional.ofNullable(library.get(name));
  }

  Set<String> ownNames() {
    return new LinkedHashSet<>(own.keySet());
  }

  private static String libraryFolder() {
    Properties properties = new Properties();
    try (InputStream in = open("/META-INF/maven/" + LIBRARY + "/pom.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/lit-html/" + properties.getProperty("version") + "/";
  }

  private static byte[] bytes(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = PageFileRegistry.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the page's file " + name + " is not on the class path");
    }
    return in;
  }

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
}
