// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.runtime.access.ApiCaller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code /api/dead-letters}: an admin redrives the original record of a dead letter, or
 * discards the dead letter. Both actions are audited, and answered when Kafka has acknowledged all
 * their records.
 *
 * <p>The original is written before the audit record, so that a dead letter is marked as redriven
 * only if it was. When the audit record fails, a repeat of the request within ten minutes writes
 * only the audit record.
 */
final class DeadLetterRedriveHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRedriveHandler.class);

  /** {@code topic-partition-offset-index}. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,249}(-[0-9]{1,19}){3}");

  /** Bytes for key and headers, in addition to the original in base64. */
  private static final int ENVELOPE = 64 * 1024;

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);
  private static final int REMEMBERED = 10_000;

  private final SendApiContext send;
  private final ApiBodyReader.BodySizeLimit limit;
  private final TokenBucketLimiter rate;
  private final IdempotentRequestCache<RecordMetadata> requestCache;

  private record RedriveResponse(boolean success, String id, String status) {}

  DeadLetterRedriveHandler(SendApiContext send, int largestOriginal) {
    this.send = send;
    this.limit =
        new ApiBodyReader.BodySizeLimit(largestBody(largestOriginal), "WEBHOOK_MAX_BODY_BYTES");
    this.rate = new TokenBucketLimiter(send.limits().redriveRatePerSecond(), send.clock());
    this.requestCache = new IdempotentRequestCache<>(send.clock(), REMEMBERED_FOR, REMEMBERED);
  }

  /** Largest body for an original of at most 256 MiB: base64 has 4 characters for 3 bytes. */
  static int largestBody(int largestOriginal) {
    return (int) (largestOriginal * 4L / 3 + ENVELOPE);
  }

  void addTo(JavalinConfig config) {
    config.routes.post("/api/dead-letters/{id}/redrive", this::redrive);
    config.routes.post("/api/dead-letters/{id}/discard", this::discard);
  }

  private void redrive(Context context) {
    ApiCaller caller = send.authentication().admin(context);
    String id = id(context);
    if (!rate.tryTake()) {
      context.header("Retry-After", "1");
      throw ApiProblemFactory.tooManyRequests(
          "At most "
              + send.limits().redriveRatePerSecond()
              + " dead letters are redriven in a second: see REDRIVE_RATE_PER_SECOND.");
    }
    String traceId = SendApiContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              DeadLetterRedriveRequest request = DeadLetterRedriveRequest.read(body);
              CompletableFuture<RecordMetadata> redriven =
                  requestCache
                      .once(
                          Optional.of(id),
                          "redrive",
                          () -> send.writer().write(request.original(id, send.records())),
                          stored -> true)
                      .thenCompose(
                          stored -> audit(caller, AuditEvent.REDRIVEN, id, request.tenantId()));
              return send.responses()
                  .when(redriven, stored -> answer(context, traceId, id, "redriven"));
            });
  }

  private void discard(Context context) {
    ApiCaller caller = send.authentication().admin(context);
    String id = id(context);
    byte[] body = context.bodyAsBytes();
    String tenant =
        body.length == 0
            ? null
            : DeadLetterRedriveRequest.tenant(RequestFieldReader.parse(body, Set.of("tenantId")));
    String traceId = SendApiContext.traceId(context);
    context.future(
        () ->
            send.responses()
                .when(
                    audit(caller, AuditEvent.DISCARDED, id, tenant),
                    stored -> answer(context, traceId, id, "discarded")));
  }

  private static String id(Context context) {
    String id = context.pathParam("id");
    if (!ID.matcher(id).matches()) {
      throw ApiProblemFactory.unknownDeadLetter();
    }
    return id;
  }

  private CompletableFuture<RecordMetadata> audit(
      ApiCaller caller, String action, String id, String tenantId) {
    AuditEvent event =
        new AuditEvent(
            AuditEvent.VERSION,
            "audit_" + CommandRecordFactory.random(),
            caller.keyId(),
            action,
            id,
            tenantId,
            null,
            send.clock().instant());
    return send.writer()
        .write(new ProducerRecord<>(Topic.AUDIT.topicName(), id, Json.write(event)));
  }

  private static void answer(Context context, String traceId, String id, String status) {
    LOG.info("dead letter {} trace={} id={}", status, traceId, id);
    AdminChangeWriter.json(context, new RedriveResponse(true, id, status));
  }
}
