// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.BridgeSettings;
import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.Occasionally;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one handler of all webhook paths: admits, reads, masks, writes to Kafka, and answers 200 when
 * Kafka has acknowledged. No thread waits for the client or for Kafka.
 */
final class WebhookHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

  private final BridgeSettings settings;
  private final WebhookAuthentication authentication;
  private final EnvelopeScanner scanner;
  private final KafkaWriter writer;
  private final Directory directory;
  private final InFlight inFlight;
  private final WebhookMetrics metrics;
  private final BooleanSupplier draining;
  private final Clock clock;
  private final Occasionally refusals;

  WebhookHandler(
      BridgeSettings settings,
      KafkaWriter writer,
      Directory directory,
      InFlight inFlight,
      WebhookMetrics metrics,
      BooleanSupplier draining,
      Clock clock) {
    this.settings = settings;
    this.authentication = new WebhookAuthentication(settings, clock);
    this.scanner = new EnvelopeScanner(settings.secretPaths());
    this.writer = writer;
    this.directory = directory;
    this.inFlight = inFlight;
    this.metrics = metrics;
    this.draining = draining;
    this.clock = clock;
    this.refusals =
        new Occasionally(clock, count -> LOG.warn("webhooks refused with 401 count={}", count));
  }

  @Override
  public void handle(Context context) {
    long started = System.nanoTime();
    Optional<WebhookPath> path = WebhookPath.parse(context.req().getRequestURI());
    if (path.isEmpty()) {
      WebhookAnswer.notFound().write(context);
      return;
    }
    WebhookExchange exchange = new WebhookExchange(context, path.get(), started);
    // Opened before the look at draining: a stop either sees this request or this request sees the
    // stop.
    InFlight.Share share = inFlight.open();
    Optional<WebhookAnswer> refusal = refusal(exchange).or(() -> noRoom(exchange, share));
    if (refusal.isPresent()) {
      exchange.answer(refusal.get());
      finish(exchange, share);
      return;
    }
    context.future(() -> process(exchange, share));
  }

  /** Everything that can be said without the body. */
  private Optional<WebhookAnswer> refusal(WebhookExchange exchange) {
    Context context = exchange.context;
    if (draining.getAsBoolean()) {
      return Optional.of(WebhookAnswer.shuttingDown());
    }
    WebhookAuthentication.Verdict verdict =
        authentication.judge(
            exchange.path,
            Optional.ofNullable(context.header(settings.secretHeaderName())),
            Optional.ofNullable(context.header("Authorization")));
    if (verdict != WebhookAuthentication.Verdict.ACCEPTED) {
      boolean expired = verdict == WebhookAuthentication.Verdict.EXPIRED;
      return Optional.of(
          expired ? WebhookAnswer.tokenExpired() : unauthorized(WebhookAnswer.unauthorized()));
    }
    if (!writer.isConnected()) {
      return Optional.of(WebhookAnswer.kafkaUnavailable(writer.obstacle()));
    }
    if (settings.checkApikey() && !directory.instances().isCaughtUp()) {
      return Optional.of(WebhookAnswer.notReady("bindings are being read"));
    }
    if (ContentCoding.of(context.header("Content-Encoding")) == ContentCoding.UNKNOWN) {
      return Optional.of(WebhookAnswer.unreadableEncoding());
    }
    return exchange.contentLength() > settings.kafka().maxBodyBytes()
        ? Optional.of(WebhookAnswer.tooLarge(settings.kafka().maxBodyBytes()))
        : Optional.empty();
  }

  private WebhookAnswer unauthorized(WebhookAnswer answer) {
    refusals.happened();
    return answer;
  }

  private Optional<WebhookAnswer> noRoom(WebhookExchange exchange, InFlight.Share share) {
    int room = BodyReader.firstRoom(exchange.contentLength(), settings.kafka().maxBodyBytes());
    return share.reserve(InFlight.REQUEST_BYTES + (long) room)
        ? Optional.empty()
        : Optional.of(WebhookAnswer.overloaded());
  }

  private CompletableFuture<Void> process(WebhookExchange exchange, InFlight.Share share) {
    Context context = exchange.context;
    context.req().getAsyncContext().addListener(new OnComplete(() -> finish(exchange, share)));
    try {
      return BodyReader.read(
              context.req().getInputStream(),
              exchange.contentLength(),
              settings.kafka().maxBodyBytes(),
              share)
          .handle(
              (body, failure) -> failure == null ? store(exchange, body, share) : notRead(failure))
          .thenCompose(answer -> answer)
          .thenAccept(exchange::answer);
    } catch (IOException e) {
      exchange.answer(WebhookAnswer.unreadableBody());
      return CompletableFuture.completedFuture(null);
    }
  }

  private CompletableFuture<WebhookAnswer> notRead(Throwable failure) {
    if (failure instanceof ContentCoding.TooLarge) {
      return now(WebhookAnswer.tooLarge(settings.kafka().maxBodyBytes()));
    }
    if (failure instanceof ContentCoding.NoRoom) {
      return now(WebhookAnswer.overloaded());
    }
    LOG.debug("body not read", failure);
    return now(WebhookAnswer.unreadableBody());
  }

  private CompletableFuture<WebhookAnswer> store(
      WebhookExchange exchange, byte[] received, InFlight.Share share) {
    byte[] body;
    try {
      body = decoded(exchange, received, share);
    } catch (ContentCoding.TooLarge | ContentCoding.NoRoom e) {
      return notRead(e);
    } catch (IOException notGzip) {
      // Kept as it is, secrets could leave in it unseen.
      return now(WebhookAnswer.unreadableEncoding());
    }
    Envelope envelope = addressed(exchange, scanner.scan(body));
    exchange.read(body.length, envelope);
    metrics.read(body.length);
    if (envelope.unaddressed() != null) {
      metrics.unaddressed(envelope.unaddressed());
    }
    if (settings.checkApikey() && contradictsBinding(exchange, envelope)) {
      return now(unauthorized(WebhookAnswer.apikeyMismatch()));
    }
    return writer.write(message(exchange, envelope, body)).thenApply(this::answer);
  }

  private byte[] decoded(WebhookExchange exchange, byte[] received, InFlight.Share share)
      throws IOException {
    ContentCoding coding = ContentCoding.of(exchange.context.header("Content-Encoding"));
    return coding == ContentCoding.GZIP || ContentCoding.looksCompressed(received)
        ? ContentCoding.gunzip(received, settings.kafka().maxBodyBytes(), share::reserve)
        : received;
  }

  private static Envelope addressed(WebhookExchange exchange, Envelope envelope) {
    return exchange.gateway.isPresent() || envelope.unaddressed() != null
        ? envelope
        : new Envelope(
            null, envelope.event(), envelope.apikeyFingerprint(), Unaddressed.INVALID_GATEWAY);
  }

  private boolean contradictsBinding(WebhookExchange exchange, Envelope envelope) {
    if (envelope.unaddressed() != null) {
      return false;
    }
    return directory
        .instances()
        .get(key(exchange, envelope))
        .filter(binding -> binding.apikeyFingerprint() != null)
        .filter(
            binding ->
                envelope.apikeyFingerprint() == null
                    || !Fingerprint.same(binding.apikeyFingerprint(), envelope.apikeyFingerprint()))
        .isPresent();
  }

  private static String key(WebhookExchange exchange, Envelope envelope) {
    return new InstanceKey(exchange.gateway.orElseThrow(), envelope.instance()).text();
  }

  private ProducerRecord<String, byte[]> message(
      WebhookExchange exchange, Envelope envelope, byte[] body) {
    String key = envelope.unaddressed() == null ? key(exchange, envelope) : null;
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topic.WEBHOOK.topicName(), null, key, body, List.of());
    header(message, RecordHeaders.RECEIVED_AT, Long.toString(clock.millis()));
    header(message, RecordHeaders.INGEST_PATH, exchange.path.withoutSecret());
    header(message, RecordHeaders.TRACE_ID, exchange.traceId);
    if (envelope.apikeyFingerprint() != null) {
      header(message, RecordHeaders.APIKEY_FINGERPRINT, envelope.apikeyFingerprint());
    }
    if (envelope.unaddressed() != null) {
      header(message, RecordHeaders.UNADDRESSED, envelope.unaddressed().text());
    }
    return message;
  }

  private static void header(ProducerRecord<String, byte[]> message, String name, String text) {
    message.headers().add(new RecordHeader(name, RecordHeaders.bytes(text)));
  }

  private WebhookAnswer answer(WriteResult result) {
    if (result instanceof WriteResult.Refused refused) {
      return WebhookAnswer.kafkaUnavailable(refused.cause().detail());
    }
    return WebhookAnswer.stored();
  }

  private void finish(WebhookExchange exchange, InFlight.Share share) {
    share.close();
    long now = System.nanoTime();
    metrics.answered(exchange.status(), exchange.path.base(), exchange.took(now));
    if (settings.accessLog()) {
      LOG.info("{}", exchange.summary(now));
    } else if (LOG.isDebugEnabled()) {
      LOG.debug("{}", exchange.summary(now));
    }
  }

  private static CompletableFuture<WebhookAnswer> now(WebhookAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
