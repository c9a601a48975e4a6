// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * HTTP client for the processes of one role. If a process refuses the connection, the next is
 * tried, because nothing was sent yet. Redirects are never followed.
 */
public final class UpstreamRoleClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final String name;
  private final Supplier<List<URI>> processes;
  private final ExecutorService threads;
  private final HttpClient http;

  /** No process of the role accepted a connection, so nothing was sent. */
  public static final class UpstreamUnreachableException extends IOException {
    UpstreamUnreachableException(String name, IOException cause) {
      super("no " + name + " can be reached", cause);
    }
  }

  /** The processes are base URLs, in the order in which to try them. */
  public UpstreamRoleClient(String name, Supplier<List<URI>> processes) {
    this.name = name;
    this.processes = processes;
    this.threads = Executors.newFixedThreadPool(4, new DaemonThreadFactory("console-to-" + name));
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();
  }

  public String name() {
    return name;
  }

  /**
   * Sends a request for a base URL and blocks until the response begins.
   *
   * @throws UpstreamUnreachableException when nothing was sent
   * @throws IOException when the request may have been carried out
   */
  public <T> HttpResponse<T> send(
      Function<URI, HttpRequest> request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    IOException refused = new ConnectException("none is set up");
    for (URI process : processes.get()) {
      try {
        return http.send(request.apply(process), body);
      } catch (ConnectException | HttpConnectTimeoutException e) {
        refused = e;
      }
    }
    throw new UpstreamUnreachableException(name, refused);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
