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
import dev.carteiro.runtime.kafka.WorkerRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import dev.carteiro.runtime.lifecycle.StartupException;
import io.javalin.config.JavalinConfig;
import io.javalin.router.InternalRouter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge role: an HTTP server that writes webhooks and API requests to Kafka. A webhook is
 * answered 200 when Kafka has acknowledged its record, and 503 while Kafka is unavailable. The port
 * is open from the start, even without Kafka.
 */
public final class BridgeRole extends WorkerRole {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeRole.class);

  /** Size of the HTTP thread pool. Only the short bodies of the admin API block a thread. */
  private static final int HTTP_THREADS = 64;

  /** How long {@link #start} waits for Kafka; then health reports the state. */
  private static final Duration FIRST_CONNECT = Duration.ofSeconds(5);

  /** Time limit of a request; Evolution's own is 30 s, or 60 s in its example. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

  /** Largest body of the admin API in bytes. The send API has its own limits. */
  private static final long MAX_API_BODY = 64 * 1024;

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
  private static final Duration RESPONSE_FLUSH = Duration.ofSeconds(1);

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
  private InternalRouter routes;
  private volatile ThreadPool threads;
  private volatile boolean draining;

  public BridgeRole(BridgeSettings settings, PrometheusMeterRegistry metrics, Clock clock) {
    this(settings, metrics, clock, BridgeKafkaClients.of(settings.kafka()), LONGEST_REQUEST);
  }

  public BridgeRole(
      BridgeSettings settings,
      PrometheusMeterRegistry metrics,
      Clock clock,
      BridgeKafkaClients kafka,
      Duration longest) {
    super("bridge", settings.http(), metrics, HTTP_THREADS, settings.shutdown().grace());
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
  }

  @Override
  protected Duration startLimit() {
    return FIRST_CONNECT;
  }

  @Override
  public RoleHealth health() {
    String obstacle = writer.obstacle();
    return RoleHealth.of(
        HealthCheck.of("http", draining ? "stopping" : null),
        HealthCheck.of("kafka", obstacle.isEmpty() ? null : obstacle),
        HealthCheck.of(
            "directory",
            directory.isCaughtUp() ? null : "bindings, tenants and API keys are being read"),
        HealthCheck.of(
            "replies",
            kafka.replies().isListening() ? null : "replies to commands are not followed"));
  }

  @Override
  protected boolean connect() {
    kafka.provision().run();
    return true;
  }

  /** Only partition counts that differ cannot be mended while the bridge runs. */
  @Override
  protected boolean mayRecover(StartupException failed) {
    return !failed.code().equals("TOPIC_PARTITIONS_MISMATCH");
  }

  @Override
  protected void obstacle(String reason) {
    writer.obstacle(reason);
  }

  @Override
  protected void open() {
    writer.connect();
    directory.start();
    api.listen();
  }

  @Override
  protected void stop() {
    draining = true;
  }

  @Override
  protected void drain(Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    if (!inFlight.awaitIdle(grace)) {
      LOG.warn("webhooks left without an answer count={}", inFlight.requests());
    }
    int unanswered = apiRequests.awaitNone(left(end));
    if (unanswered > 0) {
      LOG.warn("requests without an outcome are answered 503 count={}", unanswered);
    }
    writer.close(left(end));
    api.stop();
    int cut = apiRequests.awaitNone(RESPONSE_FLUSH);
    if (cut > 0) {
      LOG.warn("requests left without an answer count={}", cut);
    }
    directory.close();
    kafka.replies().close();
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

  @Override
  protected void configure(JavalinConfig config) {
    routes = config.unsafe.internalRouter;
    threads = config.jetty.threadPool;
    config.http.asyncTimeout = longest.toMillis();
    config.http.maxRequestSize = MAX_API_BODY;
    // Paths are validated here: Jetty's own 400 is not a problem document.
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
}
