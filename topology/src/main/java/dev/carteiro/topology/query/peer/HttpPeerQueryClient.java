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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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

  /** Connect timeout. A process on the same network that takes longer counts as down. */
  private static final Duration CONNECT = Duration.ofMillis(500);

  /** Requests at one time in threads of this client; further ones are answered as overloaded. */
  private static final int MAX_REQUESTS = 128;

  /** Calling threads that wait at one time; a quarter of the server's, should no peer answer. */
  private static final int MAX_WAITING_CALLERS = 8;

  private static final int READ_BYTES = 16 * 1024;

  private static final String LEGAL_IN_URI = "-._~:/?@!$&'()*+,;=";

  private final PeerCredential credential;
  private final ExecutorService threads;
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
    HttpURLConnection connection;
    try {
      connection = connect(peer, request, queries, deadline);
    } catch (IOException | IllegalArgumentException away) {
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    }
    try {
      return read(connection, queries, deadline);
    } catch (IOException | RuntimeException e) {
      // An answer of another shape, too, is that of one process: the others' still count.
      connection.disconnect();
      return missing(
          queries,
          e instanceof SocketTimeoutException
              ? MissingPartitionReason.DEADLINE
              : MissingPartitionReason.PEER_UNAVAILABLE);
    }
  }

  private HttpURLConnection connect(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline)
      throws IOException {
    URL url = URI.create("http://" + peer.address() + legal(request.target())).toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    int left = (int) deadline.left().toMillis();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) Math.min(CONNECT.toMillis(), left));
    connection.setReadTimeout(left);
    connection.setRequestProperty("Authorization", request.authorization());
    connection.setRequestProperty(PeerCredential.HEADER, credential.shown());
    connection.setRequestProperty(PeerCredential.PARTITIONS_HEADER, PartitionQuery.header(queries));
    connection.setRequestProperty(PeerCredential.TIME_HEADER, Integer.toString(left));
    connection.connect();
    return connection;
  }

  private List<PartitionAnswer> read(
      HttpURLConnection connection, List<PartitionQuery> queries, QueryDeadline deadline)
      throws IOException {
    int status = connection.getResponseCode();
    if (status != 200) {
      connection.disconnect();
      return status == 503 ? missing(queries, MissingPartitionReason.OVERLOADED) : refused(queries);
    }
    byte[] body;
    try (InputStream in = connection.getInputStream()) {
      body = readAll(in, deadline);
    }
    Map<Integer, PartitionAnswer> parts = new HashMap<>();
    try {
      EncodedDocument.readAround(body, PeerQueryResponse.class)
          .parts()
          .forEach(part -> parts.put(part.partition(), part));
    } catch (JsonProcessingException e) {
      return refused(queries);
    }
    return queries.stream()
        .map(
            query ->
                parts.getOrDefault(
                    query.partition(), query.missing(MissingPartitionReason.PEER_UNAVAILABLE)))
        .toList();
  }

  /** The timeout of the connection is one of each read, and an answer may take many. */
  private static byte[] readAll(InputStream in, QueryDeadline deadline) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(READ_BYTES);
    byte[] some = new byte[READ_BYTES];
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      if (deadline.isOver()) {
        throw new SocketTimeoutException("the answer is not complete by the deadline");
      }
      body.write(some, 0, count);
    }
    return body.toByteArray();
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
  }
}
