// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.BridgeSettings;
import dev.carteiro.runtime.OpenApiDocument;
import dev.carteiro.runtime.RequestMetrics;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Creates the handlers of the API and registers their routes. */
final class ApiRoutes {
  /** Paths that are counted as API requests; webhooks have their own counters. */
  private static final List<String> COUNTED =
      List.of("/api/whatsapp", "/api/instances", "/api/tenants", "/api/keys", "/api/dead-letters");

  private final BridgeSettings settings;
  private final KafkaAccess kafka;
  private final KafkaWriter writer;
  private final ApiAnswers answers;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final InFlight inFlight;
  private final PendingReplies replies = new PendingReplies(ControlApi.MAX_WAITING);

  /**
   * @param answers executor that writes responses
   */
  ApiRoutes(
      BridgeSettings settings,
      KafkaAccess kafka,
      KafkaWriter writer,
      Executor answers,
      MeterRegistry metrics,
      Clock clock) {
    this.settings = settings;
    this.kafka = kafka;
    this.writer = writer;
    this.answers = new ApiAnswers(answers);
    this.metrics = metrics;
    this.clock = clock;
    this.inFlight =
        ApiBodies.inFlight(
            Math.max(
                settings.api().bulkMaxBodyBytes(),
                DeadLetterApi.largestBody(settings.kafka().maxBodyBytes())));
  }

  /**
   * Registers the routes.
   *
   * @param draining whether the bridge is stopping
   */
  void addTo(JavalinConfig config, BooleanSupplier draining) {
    Directory directory = kafka.directory();
    ApiAuthentication authentication =
        new ApiAuthentication(
            settings.access().bootstrapAdminKey(),
            directory.apiKeys(),
            directory::isCaughtUp,
            metrics,
            clock);
    ApiWrites writes = new ApiWrites(writer, answers);
    new InstanceApi(authentication, directory, writes, clock).addTo(config);
    new TenantApi(authentication, directory.tenants(), writes, clock).addTo(config);
    new KeyApi(authentication, directory, writes, answers, clock).addTo(config);
    for (String part : COUNTED) {
      config.routes.before(part, context -> refuse(context, draining));
      config.routes.before(part + "/*", context -> refuse(context, draining));
    }
    RequestMetrics counted = new RequestMetrics(metrics, "api.requests");
    for (String part : COUNTED) {
      config.routes.after(part, counted::answered);
      config.routes.after(part + "/*", counted::answered);
    }
    SendContext send =
        new SendContext(
            authentication,
            directory.instances(),
            new ApiBodies(inFlight, draining),
            new OutboxRecords(settings.kafka().partitions()),
            writer,
            new ApiMetrics(metrics),
            settings.api());
    new SendApi(send, answers, clock).addTo(config);
    new BulkApi(send, answers, clock).addTo(config);
    new ControlApi(send, kafka.replies(), replies, answers, clock).addTo(config);
    new DeadLetterApi(send, settings.kafka().maxBodyBytes(), answers, clock).addTo(config);
    new OpenApiDocument(ApiRoutes.class).addTo(config);
  }

  /** Rejects new requests while the bridge stops. A rejected request had no effect. */
  private static void refuse(Context context, BooleanSupplier draining) {
    if (draining.getAsBoolean()) {
      context.header("Retry-After", "5").header("Connection", "close");
      throw ApiProblems.shuttingDown();
    }
  }

  /** Starts to consume the replies to commands. Their topic must exist. */
  void listen() {
    kafka.replies().start(replies::deliver);
  }

  /** Answers 503 to every request that waits for its outcome, now or later. */
  void stop() {
    answers.stop();
  }
}
