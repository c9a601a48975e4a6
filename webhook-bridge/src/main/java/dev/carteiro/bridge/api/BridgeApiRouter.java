// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.bridge.kafka.BridgeKafkaClients;
import dev.carteiro.bridge.kafka.BridgeTopicViews;
import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaRecordWriter;
import dev.carteiro.bridge.kafka.KafkaWriteException;
import dev.carteiro.bridge.kafka.PendingReplyRegistry;
import dev.carteiro.bridge.request.RequestMemoryLimiter;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.runtime.http.HttpRequestMetrics;
import dev.carteiro.runtime.http.OpenApiDocument;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Creates the handlers of the API and registers their routes. */
public final class BridgeApiRouter {
  /** Paths that are counted as API requests; webhooks have their own counters. */
  private static final List<String> COUNTED =
      List.of("/api/whatsapp", "/api/instances", "/api/tenants", "/api/keys", "/api/dead-letters");

  private final BridgeSettings settings;
  private final BridgeKafkaClients kafka;
  private final KafkaRecordWriter writer;
  private final AsyncResponseWriter responses;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final RequestMemoryLimiter inFlight;
  private final PendingReplyRegistry replies =
      new PendingReplyRegistry(JobControlHandler.MAX_WAITING);

  public BridgeApiRouter(
      BridgeSettings settings,
      BridgeKafkaClients kafka,
      KafkaRecordWriter writer,
      Executor executor,
      MeterRegistry metrics,
      Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
    this.writer = writer;
    this.responses = new AsyncResponseWriter(executor);
    this.metrics = metrics;
    this.clock = clock;
    this.inFlight =
        ApiBodyReader.inFlight(
            Math.max(
                settings.api().bulkMaxBodyBytes(),
                DeadLetterRedriveHandler.largestBody(settings.kafka().maxBodyBytes())));
  }

  public void addTo(JavalinConfig config, BooleanSupplier draining) {
    BridgeTopicViews directory = kafka.directory();
    ApiKeyAuthenticator authentication =
        new ApiKeyAuthenticator(
            settings.access().bootstrapAdminKey(),
            directory.apiKeys(),
            directory::isCaughtUp,
            metrics,
            clock);
    AdminChangeWriter changeWriter = new AdminChangeWriter(writer, responses);
    new InstanceBindingHandler(authentication, directory, changeWriter, responses, clock)
        .addTo(config);
    new TenantAdminHandler(authentication, directory.tenants(), changeWriter, clock).addTo(config);
    new ApiKeyAdminHandler(authentication, directory, changeWriter, responses, clock).addTo(config);
    HttpRequestMetrics counted = new HttpRequestMetrics(metrics, "api.requests");
    for (String part : COUNTED) {
      config.routes.before(part, context -> refuse(draining));
      config.routes.before(part + "/*", context -> refuse(draining));
      config.routes.after(part, counted::answered);
      config.routes.after(part + "/*", counted::answered);
    }
    SendApiContext send =
        new SendApiContext(
            authentication,
            directory.instances(),
            new ApiBodyReader(inFlight, draining),
            new CommandRecordFactory(settings.kafka().partitions()),
            writer,
            new SendApiMetrics(metrics),
            settings.api(),
            responses,
            clock);
    new SendMessageHandler(send).addTo(config);
    new BulkSendHandler(send).addTo(config);
    new JobControlHandler(send, kafka.replies(), replies).addTo(config);
    new DeadLetterRedriveHandler(send, settings.kafka().maxBodyBytes()).addTo(config);
    config.routes.exception(HttpProblemException.class, ApiProblemFactory::answer);
    config.routes.exception(
        KafkaWriteException.class,
        (e, context) ->
            ApiProblemFactory.answer(ApiProblemFactory.unavailable(e.reason().detail()), context));
    new OpenApiDocument(BridgeApiRouter.class, BridgeApiRouter::describeMessages).addTo(config);
  }

  private static void describeMessages(JsonNode document) {
    for (String schema : List.of("SendRequest", "ScheduleRequest", "BulkItem")) {
      MessageContentRequest.describe(
          document.withObject("/components/schemas/" + schema + "/properties"));
    }
  }

  /** Rejects new requests while the bridge stops. A rejected request had no effect. */
  private static void refuse(BooleanSupplier draining) {
    if (draining.getAsBoolean()) {
      throw ApiProblemFactory.shuttingDown();
    }
  }

  /** Starts to consume the replies to commands. Their topic must exist. */
  public void listen() {
    kafka.replies().start(replies::deliver);
  }

  /** Answers 503 to every request that waits for its outcome, now or later. */
  public void stop() {
    responses.stop();
  }
}
