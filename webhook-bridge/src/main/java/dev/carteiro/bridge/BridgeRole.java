// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.bridge.api.ApiProblemFactory;
import dev.carteiro.bridge.api.BridgeApiRouter;
import dev.carteiro.bridge.kafka.BridgeKafkaClients;
import dev.carteiro.bridge.kafka.BridgeTopicViews;
import dev.carteiro.bridge.kafka.KafkaRecordWriter;
import dev.carteiro.bridge.request.ActiveRequestCounter;
import dev.carteiro.bridge.request.RequestMemoryLimiter;
import dev.carteiro.bridge.webhook.WebhookIngestHandler;
import dev.carteiro.bridge.webhook.WebhookJettyHandler;
import dev.carteiro.bridge.webhook.WebhookMetrics;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.StartupException;
import io.javalin.config.JavalinConfig;
import io.javalin.router.InternalRouter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge role: an HTTP server that writes webhooks and API requests to Kafka. A webhook is
 * answered 200 when Kafka has acknowledged its record, and 503 while Kafka is unavailable. The port
 * is open from the start, even without Kafka.
 */
public final class BridgeRole implements ProcessRole {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeRole.class);

  /** Size of the HTTP thread pool. Only the short bodies of the admin API block a thread. */
  private static final int HTTP_THREADS = 64;

  /**
   * How long {@link #start} waits for Kafka. After that it returns, and the health check reports
   * the state.
   */
  private static final Duration FIRST_CONNECT = Duration.ofSeconds(5);

  private static final Duration BETWEEN_CONNECTS = Duration.ofSeconds(1);

  /**
   * Time limit of a request. Evolution's own timeout is 30 s, or 60 s in its example configuration.
   */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  /** Largest body of the admin API in bytes. The send API has its own limits. */
  private static final long MAX_API_BODY = 64 * 1024;

  /** All topics that the bridge writes to. */
  private static final List<Topic> TOPICS =
      List.of(
          Topic.WEBHOOK,
          Topic.INSTANCE,
          Topic.TENANT,
          Topic.API_KEY,
          Topic.SEND_MESSAGE,
          Topic.SCHEDULE_MESSAGE,
          Topic.AUDIT);

  /** How long a stop waits for the last responses to be written. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final BridgeSettings settings;
  private final PrometheusMeterRegistry metrics;
  private final Clock clock;
  private final BridgeKafkaClients kafka;
  private final Duration longest;
  private final RequestMemoryLimiter inFlight;
  private final KafkaRecordWriter writer;
  private final BridgeTopicViews directory;
  private final BridgeApiRouter api;
  private final ActiveRequestCounter apiRequests = new ActiveRequestCounter();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread connector = new Thread(this::connect, "bridge-connect");
  private RoleHttpServer server;
  private InternalRouter routes;
  private volatile ThreadPool threads;
  private volatile boolean draining;

  public BridgeRole(BridgeSettings settings, PrometheusMeterRegistry metrics, Clock clock) {
    this(settings, metrics, clock, BridgeKafkaClients.of(settings.kafka()), LONGEST_REQUEST);
  }

  /**
   * @param longest time limit of a request; after it the answer is 503
   */
  public BridgeRole(
      BridgeSettings settings,
      PrometheusMeterRegistry metrics,
      Clock clock,
      BridgeKafkaClients kafka,
      Duration longest) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.kafka = kafka;
    this.longest = longest;
    this.inFlight = RequestMemoryLimiter.forBodiesUpTo(settings.kafka().maxBodyBytes());
    this.writer =
        new KafkaRecordWriter(kafka.producers(), TOPICS, this::onHttpThread, metrics, clock);
    this.directory = kafka.directory();
    directory.register(metrics);
    this.api = new BridgeApiRouter(settings, kafka, writer, this::onHttpThread, metrics, clock);
    writer.obstacle("waiting for Kafka at " + settings.kafka().bootstrapServers());
    connector.setDaemon(true);
  }

  @Override
  public String name() {
    return "bridge";
  }

  @Override
  public void start() {
    server = new RoleHttpServer(settings.http(), this, metrics, HTTP_THREADS, this::configure);
    server.start();
    connector.start();
    try {
      connected.get(FIRST_CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "started without Kafka; webhooks are answered 503 until it is there reason={}",
          writer.obstacle());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StartupException reason) {
        throw reason;
      }
      throw new IllegalStateException("cannot connect", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public RoleHealth health() {
    String obstacle = writer.obstacle();
    return RoleHealth.of(
        draining
            ? RoleHealth.HealthCheck.notReady("http", "stopping")
            : RoleHealth.HealthCheck.ready("http"),
        obstacle.isEmpty()
            ? RoleHealth.HealthCheck.ready("kafka")
            : RoleHealth.HealthCheck.notReady("kafka", obstacle),
        directory.isCaughtUp()
            ? RoleHealth.HealthCheck.ready("directory")
            : RoleHealth.HealthCheck.notReady(
                "directory", "bindings, tenants and API keys are being read"),
        kafka.replies().isListening()
            ? RoleHealth.HealthCheck.ready("replies")
            : RoleHealth.HealthCheck.notReady("replies", "replies to commands are not followed"));
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    draining = true;
    stopping.countDown();
    connector.interrupt();
    long end = System.nanoTime() + settings.shutdownGrace().toNanos();
    if (!inFlight.awaitIdle(settings.shutdownGrace())) {
      LOG.warn("webhooks left without an answer count={}", inFlight.requests());
    }
    int unanswered = apiRequests.awaitNone(left(end));
    if (unanswered > 0) {
      LOG.warn("requests that wait for their outcome are answered 503 count={}", unanswered);
    }
    writer.close(left(end));
    api.stop();
    int cut = apiRequests.awaitNone(LAST_ANSWERS);
    if (cut > 0) {
      LOG.warn("requests left without an answer count={}", cut);
    }
    directory.close();
    kafka.replies().close();
    if (server != null) {
      server.close();
    }
  }

  private static Duration left(long endNanos) {
    return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
  }

  /** All routes as method and path, to compare with the OpenAPI document. */
  public List<String> routes() {
    Stream<String> api =
        routes.allHttpHandlers().stream()
            .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path);
    return Stream.concat(api, WebhookJettyHandler.routes().stream()).toList();
  }

  private void configure(JavalinConfig config) {
    routes = config.unsafe.internalRouter;
    threads = config.jetty.threadPool;
    config.http.asyncTimeout = longest.toMillis();
    config.http.maxRequestSize = MAX_API_BODY;
    // Paths are validated here: Jetty's own 400, for example for a malformed escape, is not a
    // problem document.
    config.jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.UNSAFE));
    config.router.treatMultipleSlashesAsSingleSlash = true;
    // Without a result only when the request timed out.
    config.routes.error(
        500,
        context -> {
          if (context.resultInputStream() == null) {
            ApiProblemFactory.timedOut().answer(context.header("Retry-After", "5"));
          }
        });
    config.jetty.modifyServer(server -> server.insertHandler(apiRequests));
    config.jetty.modifyServer(server -> server.insertHandler(webhooks()));
    api.addTo(config, () -> draining);
  }

  /** Creates the webhook handler, which runs in front of Javalin's servlet. */
  private WebhookJettyHandler webhooks() {
    return new WebhookJettyHandler(
        new WebhookIngestHandler(
            settings,
            writer,
            directory,
            inFlight,
            new WebhookMetrics(metrics, inFlight),
            () -> draining,
            longest,
            this::onHttpThread,
            clock),
        this::onHttpThread);
  }

  private void onHttpThread(Runnable task) {
    threads.execute(task);
  }

  private void connect() {
    try {
      while (!provisioned()) {
        if (stopping.await(BETWEEN_CONNECTS.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      writer.connect();
      directory.start();
      api.listen();
      connected.complete(null);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("bridge cannot serve", e);
      writer.obstacle(e.getMessage());
      connected.completeExceptionally(e);
      failure.completeExceptionally(e);
    }
  }

  /**
   * Creates and checks the topics. False after a temporary failure, which the health check shows; a
   * permanent failure is thrown.
   */
  private boolean provisioned() {
    try {
      kafka.provision().run();
      return true;
    } catch (StartupException e) {
      if (e.code().equals("TOPIC_PARTITIONS_MISMATCH")) {
        throw e;
      }
      waiting(e);
    } catch (KafkaException e) {
      waiting(e);
    }
    return false;
  }

  private void waiting(RuntimeException e) {
    if (stopping.getCount() > 0) {
      writer.obstacle(e.getMessage());
      LOG.warn("waiting for Kafka reason={}", e.getMessage());
    }
  }
}
