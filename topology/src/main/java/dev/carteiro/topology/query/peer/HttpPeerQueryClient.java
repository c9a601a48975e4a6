// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries other topology processes over HTTP, on persistent connections. A thread writes the
 * request and waits for the answer: to hand both over to other threads took most of the time of a
 * query.
 */
public final class HttpPeerQueryClient implements PeerQueryClient, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeerQueryClient.class);

  /** Requests at one time in threads of this client; further ones are answered as overloaded. */
  private static final int MAX_REQUESTS = 128;

  /** Calling threads that wait at one time; a quarter of the server's, should no peer answer. */
  private static final int MAX_WAITING_CALLERS = 8;

  private static final String LEGAL_IN_URI = "-._~:/?@!$&'()*+,;=";

  private final PeerCredential credential;
  private final ExecutorService threads;
  private final PeerConnectionPool connections = new PeerConnectionPool();
  private final Semaphore waitingCallers = new Semaphore(MAX_WAITING_CALLERS);
  private final LogRateLimiter refused;

  /** The response of one topology process to another, as JSON. */
  public record PeerQueryResponse(List<PartitionAnswer> parts) {}

  public HttpPeerQueryClient(PeerCredential credential, Clock clock) {
    this.credential = credential;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_REQUESTS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new DaemonThreadFactory("query-peers"));
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
    try {
      return CompletableFuture.supplyAsync(
              () -> exchange(peer, request, queries, deadline), threads)
          // The timeout of the connection is one of each read.
          .completeOnTimeout(
              missing(queries, MissingPartitionReason.DEADLINE),
              deadline.left().toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(missing(queries, MissingPartitionReason.OVERLOADED));
    }
  }

  @Override
  public CompletableFuture<List<PartitionAnswer>> queryAndWait(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    if (!waitingCallers.tryAcquire()) {
      return query(peer, request, queries, deadline);
    }
    try {
      return CompletableFuture.completedFuture(exchange(peer, request, queries, deadline));
    } finally {
      waitingCallers.release();
    }
  }

  private List<PartitionAnswer> exchange(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    PeerConnection.PeerHttpResponse response;
    try {
      response = connections.exchange(peer, encode(peer, request, queries, deadline), deadline);
    } catch (SocketTimeoutException late) {
      return missing(queries, MissingPartitionReason.DEADLINE);
    } catch (IOException | IllegalArgumentException away) {
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    }
    if (response.status() != 200) {
      return response.status() == 503
          ? missing(queries, MissingPartitionReason.OVERLOADED)
          : refused(queries);
    }
    try {
      return decode(response.body(), queries);
    } catch (JsonProcessingException e) {
      return refused(queries);
    } catch (IOException | RuntimeException e) {
      // An answer of another shape, too, is that of one process: the others' still count.
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    }
  }

  private byte[] encode(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    if (request.authorization().chars().anyMatch(c -> c < ' ' || c > 255)) {
      throw new IllegalArgumentException("an Authorization header that cannot be sent");
    }
    String[] headers = {
      "Host: " + peer.address(),
      "Authorization: " + request.authorization(),
      PeerCredential.HEADER + ": " + credential.shown(),
      PeerCredential.PARTITIONS_HEADER + ": " + PartitionQuery.header(queries),
      PeerCredential.TIME_HEADER + ": " + deadline.left().toMillis()
    };
    return ("GET "
            + legal(request.target())
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<PartitionAnswer> decode(byte[] body, List<PartitionQuery> queries)
      throws IOException {
    Map<Integer, PartitionAnswer> parts = new HashMap<>();
    EncodedDocument.readAround(body, PeerQueryResponse.class)
        .parts()
        .forEach(part -> parts.put(part.partition(), part));
    return queries.stream()
        .map(
            query ->
                parts.getOrDefault(
                    query.partition(), query.missing(MissingPartitionReason.PEER_UNAVAILABLE)))
        .toList();
  }

  private List<PartitionAnswer> refused(List<PartitionQuery> queries) {
    refused.happened();
    return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
  }

  private static List<PartitionAnswer> missing(
      List<PartitionQuery> queries, MissingPartitionReason reason) {
    return queries.stream().map(query -> query.missing(reason)).toList();
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
    connections.close();
  }
}
