// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.contract.Json;
import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queries other topology processes over HTTP, on persistent connections. */
public final class HttpPeerQueryClient implements PeerQueryClient, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeerQueryClient.class);

  /** Connect timeout. A process on the same network that takes longer counts as down. */
  private static final Duration CONNECT = Duration.ofMillis(500);

  private static final int THREADS = 4;
  private static final String LEGAL_IN_URI = "-._~:/?@!$&'()*+,;=";

  private final PeerCredential credential;
  private final ExecutorService threads;
  private final HttpClient client;
  private final LogRateLimiter refused;

  /** The response of one topology process to another, as JSON. */
  public record PeerQueryResponse(List<PartitionAnswer> parts) {}

  public HttpPeerQueryClient(PeerCredential credential, Clock clock) {
    this.credential = credential;
    this.threads = Executors.newFixedThreadPool(THREADS, new DaemonThreadFactory("query-peers"));
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .executor(threads)
            .build();
    this.refused =
        new LogRateLimiter(
            clock,
            count ->
                LOG.warn(
                    "other topology processes do not answer queries as they should count={};"
                        + " is QUERY_PEER_SECRET the same for all?",
                    count));
  }

  @Override
  public CompletableFuture<List<PartitionAnswer>> query(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    Duration left = deadline.left();
    HttpRequest http;
    try {
      http =
          HttpRequest.newBuilder(URI.create("http://" + peer.address() + legal(request.target())))
              .timeout(left)
              .header("Authorization", request.authorization())
              .header(PeerCredential.HEADER, credential.shown())
              .header(PeerCredential.PARTITIONS_HEADER, PartitionQuery.header(queries))
              .header(PeerCredential.TIME_HEADER, Long.toString(left.toMillis()))
              .GET()
              .build();
    } catch (IllegalArgumentException notAnAddress) {
      return CompletableFuture.completedFuture(
          missing(queries, MissingPartitionReason.PEER_UNAVAILABLE));
    }
    return client
        .sendAsync(http, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(response -> read(response, queries))
        // The timeout of the request ends when the headers arrive; the body may still be slow.
        .completeOnTimeout(
            missing(queries, MissingPartitionReason.DEADLINE),
            left.toMillis(),
            TimeUnit.MILLISECONDS)
        .exceptionally(e -> missing(queries, reason(e)));
  }

  private List<PartitionAnswer> read(HttpResponse<byte[]> response, List<PartitionQuery> queries) {
    if (response.statusCode() == 503) {
      return missing(queries, MissingPartitionReason.OVERLOADED);
    }
    if (response.statusCode() != 200) {
      refused.happened();
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    }
    Map<Integer, PartitionAnswer> parts = new HashMap<>();
    try {
      Json.read(response.body(), PeerQueryResponse.class)
          .parts()
          .forEach(part -> parts.put(part.partition(), part));
    } catch (IOException e) {
      refused.happened();
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    }
    return queries.stream()
        .map(
            query ->
                parts.getOrDefault(
                    query.partition(),
                    PartitionAnswer.missing(
                        query.partition(), MissingPartitionReason.PEER_UNAVAILABLE)))
        .toList();
  }

  private static MissingPartitionReason reason(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    boolean late =
        cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException);
    return late ? MissingPartitionReason.DEADLINE : MissingPartitionReason.PEER_UNAVAILABLE;
  }

  private static List<PartitionAnswer> missing(
      List<PartitionQuery> queries, MissingPartitionReason reason) {
    return queries.stream()
        .map(query -> PartitionAnswer.missing(query.partition(), reason))
        .toList();
  }

  /**
   * Percent-encodes all characters that a URI may not contain: the server accepts targets that the
   * client rejects. What is encoded already stays.
   */
  private static String legal(String target) {
    StringBuilder legal = new StringBuilder(target.length() + 16);
    byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
    for (int n = 0; n < bytes.length; n++) {
      char c = (char) (bytes[n] & 0xFF);
      boolean escape = c == '%' && n + 2 < bytes.length && isHex(bytes[n + 1], bytes[n + 2]);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || escape;
      if (plain || LEGAL_IN_URI.indexOf(c) >= 0) {
        legal.append(c);
      } else {
        legal.append('%').append("%02X".formatted((int) c));
      }
    }
    return legal.toString();
  }

  private static boolean isHex(byte one, byte other) {
    return Character.digit(one, 16) >= 0 && Character.digit(other, 16) >= 0;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
