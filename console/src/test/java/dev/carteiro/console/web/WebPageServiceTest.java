// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPageServiceTest {
  private static final Javalin JAVALIN =
      Javalin.create(
          config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            new WebPageService().addTo(config);
            config.routes.get("/api/thing", context -> context.result("{}"));
          });
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    JAVALIN.start("127.0.0.1", 0);
  }

  @AfterAll
  static void stop() {
    JAVALIN.stop();
  }

  @Test
  void thePageMayLoadNothingFromElsewhereAndRunNothingInline() throws Exception {
    // When
    HttpResponse<byte[]> page = get("/");

    // Then
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for")
        .doesNotContain("unsafe", "http:", "https:", "data:");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(text(page)).doesNotContain("<script>", "<style", "style=", "onclick", "http://");
  }

  @Test
  void filesAreKeptForEverUnderAPathThatChangesWithThem() throws Exception {
    // Given
    String path = pathOf("app.js");

    // When
    HttpResponse<byte[]> file = get(path);
    HttpResponse<byte[]> ofAnotherVersion = get(path.replaceFirst("/ui/\\w+/", "/ui/0/"));
    HttpResponse<byte[]> page = get("/");

    // Then
    assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    assertThat(file.headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(ofAnotherVersion.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
  }

  @Test
  void whatABrowserHasAlreadyIsNotSentAgain() throws Exception {
    // Given
    String etag = get("/").headers().firstValue("ETag").orElseThrow();

    // When
    HttpResponse<byte[]> again = get("/", "If-None-Match", etag);

    // Then
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void filesAreCompressedForThoseWhoTakeIt() throws Exception {
    // Given
    String path = pathOf("app.js");
    String plain = text(get(path));

    // When
    HttpResponse<byte[]> compressed = get(path, "Accept-Encoding", "gzip, br");

    // Then
    assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(compressed.body().length).isLessThan(plain.length() / 2);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
  }

  @Test
  void answersOfTheApiAreNeverKept() throws Exception {
    assertThat(get("/api/thing").headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/x/../WebPageService.class",
        "/ui/x/%2e%2e/WebPageService.class",
        "/ui/x/index.html",
        "/ui/x/nothing.js",
        "/webjars/lit-html/package.json",
        "/webjars/lit-html/..%2f..%2flit-html.js"
      })
  void whatThePageDoesNotNameIsNotServed(String path) throws Exception {
    assertThat(get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void thePageNamesEveryFileOfItsFolderOnce() throws IOException {
    // Given
    Set<String> inFolder;
    try (Stream<Path> files = Files.walk(PageTranslationsTest.PAGE)) {
      inFolder =
          files
              .filter(Files::isRegularFile)
              .map(file -> PageTranslationsTest.PAGE.relativize(file).toString().replace('\\', '/'))
              .filter(name -> !name.equals("index.html"))
              .collect(Collectors.toSet());
    }

    // When
    Set<String> named = new PageFileRegistry().ownNames();

    // Then
    assertThat(named).isEqualTo(inFolder);
  }

  private String pathOf(String name) throws Exception {
    String page = text(get("/"));
    int at = page.indexOf("/" + name + "\"");
    return page.substring(page.lastIndexOf('"', at) + 1, at) + "/" + name;
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + JAVALIN.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
