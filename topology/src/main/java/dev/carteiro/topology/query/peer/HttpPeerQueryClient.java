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
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
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
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
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

  private static final int READ_BYTES = 16 * 1024;

  /** Several times what a process puts into one answer. */
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

  /** Connect timeout. A process on the same network that takes longer counts as down. */
  private static final Timeout CONNECT = Timeout.ofMilliseconds(500);

  /** Less than the 30 s after which the server closes an idle connection. */
  private static final Timeout MAX_IDLE = Timeout.ofSeconds(20);

  private static final String LEGAL_IN_URI = "-._~:/?@!$&'()*+,;=";

  private final PeerCredential credential;
  private final ExecutorService threads;
  private final CloseableHttpClient http = httpClient();
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
    HttpGet get = null;
    try {
      get = request(peer, request, queries, deadline);
      ClassicHttpResponse response = http.executeOpen(null, get, null);
      return switch (response.getCode()) {
        case HttpStatus.SC_OK ->
            decode(readAll(response.getEntity().getContent(), deadline), queries);
        case HttpStatus.SC_SERVICE_UNAVAILABLE ->
            missing(queries, MissingPartitionReason.OVERLOADED);
        default -> refused(queries);
      };
    } catch (JsonProcessingException e) {
      return refused(queries);
    } catch (ConnectTimeoutException away) {
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    } catch (SocketTimeoutException late) {
      return missing(queries, MissingPartitionReason.DEADLINE);
    } catch (IOException | RuntimeException e) {
      // An answer of another shape, too, is that of one process: the others' still count.
      return missing(queries, MissingPartitionReason.PEER_UNAVAILABLE);
    } finally {
      if (get != null) {
        // A connection whose answer was read to its end is back in the pool by now. To close the
        // response instead would read what is left of it, however long that takes.
        get.cancel();
      }
    }
  }

  private HttpGet request(
      PeerAddress peer,
      ForwardedQuery request,
      List<PartitionQuery> queries,
      QueryDeadline deadline) {
    long left = deadline.left().toMillis();
    HttpGet get = new HttpGet(URI.create("http://" + peer.address() + legal(request.target())));
    get.setHeader(HttpHeaders.AUTHORIZATION, request.authorization());
    get.setHeader(PeerCredential.HEADER, credential.shown());
    get.setHeader(PeerCredential.PARTITIONS_HEADER, PartitionQuery.header(queries));
    get.setHeader(PeerCredential.TIME_HEADER, left);
    get.setConfig(RequestConfig.custom().setResponseTimeout(left, TimeUnit.MILLISECONDS).build());
    return get;
  }

  /** A client that asks a kept connection's peer once more if it was closed, and nothing else. */
  private static CloseableHttpClient httpClient() {
    int connections = MAX_REQUESTS + MAX_WAITING_CALLERS;
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setIdleTimeout(MAX_IDLE)
                        .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                        .build())
                .build())
        .setRetryStrategy(
            new DefaultHttpRequestRetryStrategy(
                1,
                TimeValue.ZERO_MILLISECONDS,
                List.of(InterruptedIOException.class, ConnectException.class),
                List.of()) {})
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .disableDefaultUserAgent()
        .build();
  }

  /** The response timeout is one of each read, and an answer may take many. */
  private static byte[] readAll(InputStream in, QueryDeadline deadline) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(READ_BYTES);
    byte[] some = new byte[READ_BYTES];
    for (int count = in.read(some); count >= 0; count = in.read(some)) {
      if (deadline.isOver()) {
        throw new SocketTimeoutException("the answer is not complete by the deadline");
      }
      body.write(some, 0, count);
      if (body.size() > MAX_BODY_BYTES) {
        throw new IOException("the answer is too large");
      }
    }
    return body.toByteArray();
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
    http.close(CloseMode.IMMEDIATE);
  }
}
