// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Posts webhooks like Evolution's HTTP client. After a 301, 302 or 303 it sends a GET without the
 * body and takes its success for the webhook's: so a redirect loses a webhook.
 */
public final class HttpWebhookTransport implements WebhookTransport, AutoCloseable {
  private static final Set<Integer> BECOMES_GET = Set.of(301, 302, 303);
  private static final Set<Integer> STAYS_POST = Set.of(307, 308);
  private static final int REDIRECTS = 21;
  private static final int THREADS = 4;

  private final ExecutorService executor =
      Executors.newFixedThreadPool(THREADS, new DaemonThreadFactory("fake-webhook"));
  private final HttpClient http;
  private final Duration timeout;

  public HttpWebhookTransport(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();
  }

  @Override
  public CompletableFuture<Integer> post(String url, Map<String, String> headers, byte[] body) {
    try {
      return send(URI.create(url), headers, body, REDIRECTS);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * @param body null for a GET
   */
  private CompletableFuture<Integer> send(
      URI url, Map<String, String> headers, byte[] body, int redirects) {
    return http.sendAsync(request(url, headers, body), BodyHandlers.discarding())
        .thenCompose(
            response -> {
              int status = response.statusCode();
              boolean get = BECOMES_GET.contains(status);
              if (redirects == 0 || !(get || STAYS_POST.contains(status))) {
                return CompletableFuture.completedFuture(status);
              }
              return location(url, response)
                  .map(next -> send(next, headers, get ? null : body, redirects - 1))
                  .orElseGet(() -> CompletableFuture.completedFuture(status));
            });
  }

  private HttpRequest request(URI url, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(withoutCredentials(url))
            .timeout(timeout)
            .setHeader("Accept", "application/json, text/plain, */*")
            .setHeader("User-Agent", "axios/1.13.2")
            .setHeader("Accept-Encoding", "gzip, compress, deflate, br");
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    headers.forEach(request::setHeader);
    if (url.getRawUserInfo() != null) {
      // Still percent-encoded: Evolution's client does not decode them.
      byte[] credentials = url.getRawUserInfo().getBytes(StandardCharsets.UTF_8);
      request.setHeader(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    return (body == null ? request.GET() : request.POST(BodyPublishers.ofByteArray(body))).build();
  }

  private static URI withoutCredentials(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replace(url.getRawUserInfo() + "@", ""));
  }

  private static Optional<URI> location(URI from, HttpResponse<?> response) {
    return response.headers().firstValue("Location").map(from::resolve);
  }

  /**
   * Fails the requests under way; the client's own thread ends when nothing refers to the client
   * any more.
   */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
