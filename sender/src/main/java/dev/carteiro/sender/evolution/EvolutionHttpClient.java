// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.sender.evolution.EvolutionCallResult.CallFailurePhase;
import dev.carteiro.sender.evolution.EvolutionCallResult.EvolutionResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client for Evolution servers. It makes every call exactly once: no retries, redirects or
 * authentication. It closes idle connections before the server does.
 */
public final class EvolutionHttpClient implements AutoCloseable {
  /** Largest response body; Evolution's have a few kilobytes, with a thumbnail some hundred. */
  static final int MAX_ANSWER_BYTES = 1024 * 1024;

  /** How often the I/O threads check for timeouts. */
  private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(200);

  private final CloseableHttpAsyncClient client;
  private final CallThreadPool threads;
  private final Duration connectTimeout;
  private volatile boolean closing;

  /** The {@code User-Agent} of probes, so that access logs of servers tell them from messages. */
  public static final String PROBE_AGENT = "carteiro-probe";

  public static final String MESSAGE_AGENT = "carteiro";

  /**
   * {@code threads} end calls that take too long; an error after which no call is possible goes to
   * {@code broken}.
   */
  public EvolutionHttpClient(
      int perServer,
      int total,
      Duration connectTimeout,
      CallThreadPool threads,
      Consumer<Exception> broken,
      String userAgent) {
    this.threads = threads;
    this.connectTimeout = connectTimeout;
    this.client =
        HttpAsyncClients.custom()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    // The lax policy may exceed the limits.
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                    .setMaxConnPerRoute(perServer)
                    .setMaxConnTotal(total)
                    .setDefaultConnectionConfig(connection(connectTimeout))
                    .setDefaultTlsConfig(
                        TlsConfig.custom()
                            .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                            .setHandshakeTimeout(Timeout.of(connectTimeout))
                            .build())
                    .build())
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(2)
                    .setTcpNoDelay(true)
                    .setSelectInterval(SELECT_INTERVAL)
                    .build())
            .setIoReactorExceptionCallback(
                reason -> {
                  // Errors that its own close causes are expected.
                  if (!closing) {
                    broken.accept(reason);
                  }
                })
            .setKeepAliveStrategy(new EvolutionKeepAliveStrategy())
            .evictExpiredConnections()
            .evictIdleConnections(TimeValue.ofMinutes(1))
            // A message must not be sent twice, and only to the server that was chosen.
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent(userAgent)
            .build();
    client.start();
  }

  private static ConnectionConfig connection(Duration connectTimeout) {
    return ConnectionConfig.custom()
        .setConnectTimeout(Timeout.of(connectTimeout))
        // Before a connection is used again, check whether the server has closed it.
        .setValidateAfterInactivity(TimeValue.ofMilliseconds(200))
        .build();
  }

  /**
   * Makes one call; always completes, and never exceptionally. The apikey may be null, and {@code
   * limit} is for the complete response.
   */
  public CompletableFuture<EvolutionCallResult> call(
      EvolutionServerUrl server, EvolutionRequest request, String apikey, Duration limit) {
    RequestCommitGate gate = new RequestCommitGate();
    CompletableFuture<EvolutionCallResult> answer = new CompletableFuture<>();
    // The timer is set before the call, which may block on a DNS lookup. On a timeout the gate is
    // closed first and the connection second: between the two nothing can be sent any more.
    Future<?> end =
        threads.after(
            limit,
            () -> answer.complete(failure(gate, new SocketTimeoutException("no answer in time"))));
    answer.whenComplete((done, none) -> end.cancel(false));
    try {
      Future<?> call = execute(server, request, apikey, limit, gate, answer);
      answer.thenAccept(
          done -> {
            if (done instanceof EvolutionCallResult.EvolutionCallFailure) {
              call.cancel(true);
            }
          });
    } catch (RuntimeException closed) {
      answer.complete(failure(gate, closed));
    }
    return answer;
  }

  private Future<EvolutionResponse> execute(
      EvolutionServerUrl server,
      EvolutionRequest request,
      String apikey,
      Duration limit,
      RequestCommitGate gate,
      CompletableFuture<EvolutionCallResult> answer) {
    GatedBodyProducer body =
        request.body() == null ? null : new GatedBodyProducer(request.body(), gate);
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(config(limit));
    return client.execute(
        new HttpHost(server.scheme(), server.host(), server.port()),
        new BasicRequestProducer(head(server, request, apikey), body),
        new BoundedResponseConsumer(MAX_ANSWER_BYTES, answer::isDone),
        null,
        context,
        new FutureCallback<EvolutionResponse>() {
          @Override
          public void completed(EvolutionResponse response) {
            answer.complete(response);
          }

          @Override
          public void failed(Exception reason) {
            answer.complete(failure(gate, reason));
          }

          @Override
          public void cancelled() {
            answer.complete(failure(gate, new IOException("the call was cancelled")));
          }
        });
  }

  @Override
  public void close() {
    closing = true;
    client.close(CloseMode.IMMEDIATE);
  }

  private static HttpRequest head(
      EvolutionServerUrl server, EvolutionRequest request, String apikey) {
    BasicHttpRequest head =
        new BasicHttpRequest(
            request.body() == null ? "GET" : "POST",
            new HttpHost(server.scheme(), server.host(), server.port()),
            server.path() + request.path());
    if (apikey != null) {
      head.addHeader("apikey", apikey);
    }
    head.addHeader("Accept", "application/json");
    return head;
  }

  private RequestConfig config(Duration limit) {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(Timeout.of(connectTimeout))
        .setResponseTimeout(Timeout.of(limit))
        .setRedirectsEnabled(false)
        .setAuthenticationEnabled(false)
        .setContentCompressionEnabled(false)
        .setExpectContinueEnabled(false)
        // The client would offer an upgrade to TLS, which Evolution does not support.
        .setProtocolUpgradeEnabled(false)
        .build();
  }

  private static EvolutionCallResult.EvolutionCallFailure failure(
      RequestCommitGate gate, Exception reason) {
    CallFailurePhase phase;
    if (gate.giveUp()) {
      phase = isOfConnecting(reason) ? CallFailurePhase.NOT_CONNECTED : CallFailurePhase.NOT_SENT;
    } else if (reason instanceof BoundedResponseConsumer.ResponseTooLargeException) {
      phase = CallFailurePhase.ANSWER_TOO_LARGE;
    } else {
      phase =
          reason instanceof SocketTimeoutException
              ? CallFailurePhase.NO_ANSWER
              : CallFailurePhase.BROKEN;
    }
    String message = reason.getMessage();
    String name = reason.getClass().getSimpleName();
    return new EvolutionCallResult.EvolutionCallFailure(
        phase, message == null ? name : name + ": " + message);
  }

  private static boolean isOfConnecting(Exception reason) {
    return reason instanceof ConnectException
        || reason instanceof UnknownHostException
        || reason instanceof SocketTimeoutException;
  }
}
