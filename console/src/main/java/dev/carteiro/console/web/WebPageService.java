// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import dev.carteiro.console.ConsoleService;
import dev.carteiro.console.web.PageFileRegistry.PageFile;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;

/**
 * Serves the web page: {@code /}, its own files below {@code /ui/} and its library below {@code
 * /webjars/}. The files are public; the page loads its data with the user's API key.
 *
 * <p>The content security policy forbids content from other hosts, inline scripts and styles,
 * {@code eval} and framing. Only the template library's trusted-types policy may create markup.
 */
public final class WebPageService implements ConsoleService {
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'self'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types lit-html");
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_FIRST = "no-cache";

  private final PageFileRegistry files = new PageFileRegistry();

  @Override
  public void addTo(JavalinConfig config) {
    config.routes.before(WebPageService::protect);
    config.routes.get("/", context -> answer(context, Optional.of(files.index()), ASK_FIRST));
    config.routes.get("/ui/{version}/<name>", this::own);
    config.routes.get(
        "/webjars/lit-html/<name>",
        context -> answer(context, files.library(context.pathParam("name")), ASK_FIRST));
  }

  private static void protect(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    if (context.path().startsWith("/api/")) {
      context.header("Cache-Control", "no-store");
    } else {
      context.header("Content-Security-Policy", POLICY);
      context.header("Cross-Origin-Opener-Policy", "same-origin");
    }
  }

  private void own(Context context) {
    // A path of another version gets the same names, uncached.
    boolean current = context.pathParam("version").equals(files.version());
    answer(context, files.own(context.pathParam("name")), current ? FOR_EVER : ASK_FIRST);
  }

  private static void answer(Context context, Optional<PageFile> found, String caching) {
    PageFile file = found.orElseThrow(NotFoundResponse::new);
    context.header("Cache-Control", caching);
    context.header("ETag", file.etag());
    context.header("Vary", "Accept-Encoding");
    if (file.etag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(file.contentType());
    String accepted = context.header("Accept-Encoding");
    if (accepted != null && accepted.contains("gzip")) {
      context.header("Content-Encoding", "gzip");
      context.result(file.gzipped());
    } else {
      context.result(file.bytes());
    }
  }
}
