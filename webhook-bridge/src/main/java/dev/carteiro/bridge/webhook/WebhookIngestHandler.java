// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.bridge.kafka.BridgeTopicViews;
import dev.carteiro.bridge.kafka.KafkaRecordWriter;
import dev.carteiro.bridge.kafka.KafkaWriteException.WriteFailureCause;
import dev.carteiro.bridge.mask.EnvelopeScanResult;
import dev.carteiro.bridge.mask.EnvelopeScanner;
import dev.carteiro.bridge.mask.UnaddressedReason;
import dev.carteiro.bridge.request.ContentCoding;
import dev.carteiro.bridge.request.RequestBodyBuffer;
import dev.carteiro.bridge.request.RequestMemoryLimiter;
import dev.carteiro.bridge.request.RequestMemoryLimiter.MemoryReservation;
import dev.carteiro.bridge.webhook.WebhookAuthenticator.AuthenticationResult;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.runtime.LogRateLimiter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each webhook from request to response: authenticates, reads, masks, writes to Kafka, and
 * answers 200 when Kafka has acknowledged. No thread waits for the client or for Kafka.
 */
public final class WebhookIngestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookIngestHandler.class);

  /**
   * Up to this size in bytes a body is scanned and written by the thread that received its end:
   * that takes less than a millisecond, in which it serves no other connection.
   */
  private static final int MAX_INLINE_BYTES = 64 * 1024;

  private final BridgeSettings settings;
  private final WebhookAuthenticator authentication;
  private final EnvelopeScanner scanner;
  private final KafkaRecordWriter writer;
  private final BridgeTopicViews directory;
  private final RequestMemoryLimiter inFlight;
  private final WebhookMetrics metrics;
  private final BooleanSupplier draining;
  private final Duration timeout;
  private final Executor threads;
  private final Clock clock;
  private final LogRateLimiter refusals;
  private WebhookTimeoutScheduler timeouts;

  public WebhookIngestHandler(
      BridgeSettings settings,
      KafkaRecordWriter writer,
      BridgeTopicViews directory,
      RequestMemoryLimiter inFlight,
      WebhookMetrics metrics,
      BooleanSupplier draining,
      Duration timeout,
      Executor threads,
      Clock clock) {
    this.settings = settings;
    this.authentication = new WebhookAuthenticator(settings, clock);
    this.scanner = new EnvelopeScanner(settings.secretPaths());
    this.writer = writer;
    this.directory = directory;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.draining = draining;
    this.timeout = timeout;
    this.threads = threads;
    this.clock = clock;
    this.refusals =
        new LogRateLimiter(
            clock, count -> runOnPool(() -> LOG.warn("webhooks refused with 401 count={}", count)));
  }

  /** Starts the timeouts. To be called before the first request. */
  void start(Scheduler scheduler) {
    timeouts = new WebhookTimeoutScheduler(scheduler);
  }

  /** Stops the timeouts. To be called after the last request. */
  void stop() {
    timeouts.destroy();
  }

  /** Handles one webhook; never blocks. It may be answered after the return. */
  void handle(WebhookPath path, Request request, Response response, Callback callback) {
    // Opened before draining is checked: one of the stop and this request sees the other.
    MemoryReservation reservation = inFlight.open();
    WebhookExchange exchange =
        new WebhookExchange(request, response, callback, path, reservation, timeout, this);
    try {
      admit(exchange);
    } catch (RuntimeException | Error e) {
      failed(exchange, e);
    }
    if (exchange.handled()) {
      runOnPool(exchange::write);
    }
  }

  private void admit(WebhookExchange exchange) {
    timeouts.add(exchange);
    Optional<WebhookResponse> refusal = refusal(exchange).or(() -> noRoom(exchange));
    if (refusal.isPresent()) {
      exchange.answer(refusal.get());
    } else {
      exchange.readBody(
          settings.kafka().maxBodyBytes(), (body, failure) -> ended(exchange, body, failure));
    }
  }

  /** The refusal that does not depend on the body; empty when the body is to be read. */
  private Optional<WebhookResponse> refusal(WebhookExchange exchange) {
    if (draining.getAsBoolean()) {
      return Optional.of(WebhookResponse.shuttingDown());
    }
    AuthenticationResult verdict =
        authentication.judge(
            exchange.path,
            Optional.ofNullable(exchange.header(settings.secretHeaderName())),
            Optional.ofNullable(exchange.header("Authorization")));
    if (verdict != AuthenticationResult.ACCEPTED) {
      boolean expired = verdict == AuthenticationResult.EXPIRED;
      return Optional.of(
          expired ? WebhookResponse.tokenExpired() : unauthorized(WebhookResponse.unauthorized()));
    }
    if (!writer.isConnected()) {
      return Optional.of(WebhookResponse.kafkaUnavailable(writer.obstacle()));
    }
    if (settings.checkApikey() && !directory.instances().isCaughtUp()) {
      return Optional.of(WebhookResponse.notReady("bindings are being read"));
    }
    if (exchange.coding == ContentCoding.UNKNOWN) {
      return Optional.of(WebhookResponse.unreadableEncoding());
    }
    return exchange.contentLength() > settings.kafka().maxBodyBytes()
        ? Optional.of(WebhookResponse.tooLarge(settings.kafka().maxBodyBytes()))
        : Optional.empty();
  }

  private WebhookResponse unauthorized(WebhookResponse answer) {
    refusals.happened();
    return answer;
  }

  private Optional<WebhookResponse> noRoom(WebhookExchange exchange) {
    int room =
        RequestBodyBuffer.firstRoom(exchange.contentLength(), settings.kafka().maxBodyBytes());
    return exchange.reservation.reserve(RequestMemoryLimiter.REQUEST_BYTES + (long) room)
        ? Optional.empty()
        : Optional.of(WebhookResponse.overloaded());
  }

  private void ended(WebhookExchange exchange, byte[] received, Throwable failure) {
    if (failure != null) {
      exchange.answer(notRead(failure));
    } else if (received.length <= MAX_INLINE_BYTES && !isCompressed(exchange, received)) {
      store(exchange, received);
    } else {
      runOnPool(() -> store(exchange, received));
    }
  }

  private WebhookResponse notRead(Throwable failure) {
    if (failure instanceof ContentCoding.BodyTooLargeException) {
      return WebhookResponse.tooLarge(settings.kafka().maxBodyBytes());
    }
    if (failure instanceof ContentCoding.RequestMemoryException) {
      return WebhookResponse.overloaded();
    }
    LOG.debug("body not read", failure);
    return WebhookResponse.unreadableBody();
  }

  private void store(WebhookExchange exchange, byte[] received) {
    try {
      byte[] body = decoded(exchange, received);
      EnvelopeScanResult envelope = addressed(exchange, scanner.scan(body));
      exchange.read(body.length, envelope);
      metrics.read(body.length);
      if (envelope.unaddressed() != null) {
        metrics.unaddressed(envelope.unaddressed());
      }
      if (settings.checkApikey() && contradictsBinding(exchange, envelope)) {
        exchange.answer(unauthorized(WebhookResponse.apikeyMismatch()));
      } else {
        writer.write(
            WebhookRecordFactory.of(exchange, envelope, body, clock.millis()),
            (metadata, failure) -> exchange.answer(answer(failure)));
      }
    } catch (ContentCoding.BodyTooLargeException | ContentCoding.RequestMemoryException e) {
      exchange.answer(notRead(e));
    } catch (IOException notGzip) {
      // Stored as it is, the body could carry unmasked secrets.
      exchange.answer(WebhookResponse.unreadableEncoding());
    } catch (RuntimeException | Error e) {
      failed(exchange, e);
    }
  }

  private static boolean isCompressed(WebhookExchange exchange, byte[] received) {
    return exchange.coding == ContentCoding.GZIP || ContentCoding.looksCompressed(received);
  }

  private byte[] decoded(WebhookExchange exchange, byte[] received) throws IOException {
    return isCompressed(exchange, received)
        ? ContentCoding.gunzip(
            received, settings.kafka().maxBodyBytes(), exchange.reservation::reserve)
        : received;
  }

  private static EnvelopeScanResult addressed(
      WebhookExchange exchange, EnvelopeScanResult envelope) {
    return exchange.gateway.isPresent() || envelope.unaddressed() != null
        ? envelope
        : new EnvelopeScanResult(
            null,
            envelope.event(),
            envelope.apikeyFingerprint(),
            UnaddressedReason.INVALID_GATEWAY);
  }

  private boolean contradictsBinding(WebhookExchange exchange, EnvelopeScanResult envelope) {
    if (envelope.unaddressed() != null) {
      return false;
    }
    return directory
        .instances()
        .get(WebhookRecordFactory.key(exchange, envelope))
        .filter(binding -> binding.apikeyFingerprint() != null)
        .filter(
            binding ->
                envelope.apikeyFingerprint() == null
                    || !Sha256Fingerprint.same(
                        binding.apikeyFingerprint(), envelope.apikeyFingerprint()))
        .isPresent();
  }

  private static WebhookResponse answer(WriteFailureCause failure) {
    return failure == null
        ? WebhookResponse.stored()
        : WebhookResponse.kafkaUnavailable(failure.detail());
  }

  /** Does not log the path, which may hold the secret. */
  private void failed(WebhookExchange exchange, Throwable e) {
    runOnPool(() -> LOG.error("webhook failed trace={}", exchange.traceId, e));
    exchange.answer(WebhookResponse.internalError());
  }

  /** Runs a task that may block or take long on a pool thread. */
  private void runOnPool(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException serverStopped) {
      task.run();
    }
  }

  /** Updates the metrics before the response is written; on any thread, must not wait. */
  void answering(WebhookExchange exchange) {
    metrics.answered(exchange.status(), exchange.path.base(), exchange.took(System.nanoTime()));
  }

  /** Ends a webhook whose response is written or has failed; on any thread, must not wait. */
  void finished(WebhookExchange exchange) {
    timeouts.remove(exchange);
    if (settings.accessLog() || LOG.isDebugEnabled()) {
      // The reservation is kept until the line is logged, which bounds the waiting lines.
      runOnPool(() -> logged(exchange));
    } else {
      exchange.reservation.close();
    }
  }

  private void logged(WebhookExchange exchange) {
    String line = exchange.summary(System.nanoTime());
    if (settings.accessLog()) {
      LOG.info("{}", line);
    } else {
      LOG.debug("{}", line);
    }
    exchange.reservation.close();
  }
}
