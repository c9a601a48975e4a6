// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.api.SendApiMetrics.SubmissionOutcome;
import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaWriteException;
import dev.carteiro.contract.send.JobIdFormat.JobIdKind;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.access.ApiCaller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles {@code send-message} and {@code schedule-message}: one message per request. */
final class SendMessageHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SendMessageHandler.class);

  /** Remembered requests; of an older repeat the topology knows the id, not the content. */
  private static final int REMEMBERED = 20_000;

  static final Duration REMEMBERED_FOR = Duration.ofHours(24);

  private final SendApiContext send;
  private final ApiBodyReader.BodySizeLimit limit;
  private final IdempotentRequestCache<RecordMetadata> requestCache;

  private record SendMessageResponse(boolean success, String status, String id) {}

  private record ScheduleMessageResponse(
      boolean success, String scheduleId, String scheduledFor, String message) {}

  /** One request in progress; {@code identity} is empty when the caller gave neither key nor id. */
  private record SendSubmission(
      SendingInstance from,
      SendMessageRequest request,
      Optional<String> identity,
      String id,
      String fingerprint,
      String traceId) {}

  SendMessageHandler(SendApiContext send) {
    this.send = send;
    this.limit =
        new ApiBodyReader.BodySizeLimit(send.limits().sendMaxBodyBytes(), "SEND_MAX_BODY_BYTES");
    this.requestCache = new IdempotentRequestCache<>(send.clock(), REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post(
        "/api/whatsapp/send-message", context -> receive(context, JobIdKind.MESSAGE));
    config.routes.post(
        "/api/whatsapp/schedule-message", context -> receive(context, JobIdKind.SCHEDULE));
  }

  private void receive(Context context, JobIdKind kind) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = SendApiContext.idempotencyKey(context);
    String traceId = SendApiContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              SendSubmission accepted = accept(body, kind, caller, key, traceId);
              return send.responses()
                  .when(queue(kind, accepted), stored -> answer(context, kind, accepted));
            });
  }

  private SendSubmission accept(
      byte[] body, JobIdKind kind, ApiCaller caller, Optional<String> key, String traceId) {
    RequestFieldReader fields = RequestFieldReader.parse(body);
    SendingInstance from = SendingInstance.of(fields, caller, send.instances());
    int longest = send.limits().messageMaxLength();
    SendMessageRequest request =
        kind == JobIdKind.SCHEDULE
            ? SendMessageRequest.scheduled(fields, longest)
            : SendMessageRequest.immediate(fields, longest);
    Optional<String> identity = CommandRecordFactory.identity(key, request.clientId());
    return new SendSubmission(
        from,
        request,
        identity,
        send.records().id(kind, from.tenantId(), from.key(), identity),
        request.fingerprint(Lane.NORMAL),
        traceId);
  }

  /** Writes the command, unless the same request was written before. */
  private CompletableFuture<RecordMetadata> queue(JobIdKind kind, SendSubmission accepted) {
    return requestCache.once(
        accepted.identity().map(given -> accepted.id()),
        accepted.fingerprint(),
        () -> write(kind, accepted),
        stored -> true);
  }

  private CompletableFuture<RecordMetadata> write(JobIdKind kind, SendSubmission accepted) {
    Instant now = send.clock().instant();
    // Not checked earlier: a repeat of an accepted request is valid even after its time has passed.
    accepted.request().checkTimes(now);
    return send.writer()
        .write(send.records().of(kind, command(kind, accepted, now)))
        .exceptionally(this::notQueued);
  }

  private RecordMetadata notQueued(Throwable e) {
    if (e instanceof KafkaWriteException failure) {
      send.metrics().messages(SubmissionOutcome.NOT_QUEUED, 1);
      throw ApiProblemFactory.notQueued(failure.reason());
    }
    throw new CompletionException(e);
  }

  private static SendMessageCommand command(JobIdKind kind, SendSubmission accepted, Instant now) {
    SendMessageRequest request = accepted.request();
    SendingInstance from = accepted.from();
    return new SendMessageCommand(
        SendMessageCommand.VERSION,
        accepted.id(),
        kind == JobIdKind.SCHEDULE ? accepted.id() : null,
        from.tenantId(),
        from.caller().keyId(),
        from.key(),
        from.name(),
        request.phoneNumber(),
        request.what().message(),
        request.what().content(),
        now,
        SendMessageRequest.instant(request.scheduledFor()),
        request.laneOr(Lane.NORMAL),
        request.delaySeconds(),
        SendMessageRequest.instant(request.expiresAt()),
        request.clientId(),
        null,
        null,
        null,
        accepted.fingerprint(),
        accepted.traceId());
  }

  private void answer(Context context, JobIdKind kind, SendSubmission accepted) {
    send.metrics().messages(SubmissionOutcome.ACCEPTED, 1);
    LOG.info(
        "[ASYNC] queued trace={} id={} tenant={}",
        accepted.traceId(),
        accepted.id(),
        accepted.from().tenantId());
    if (kind == JobIdKind.SCHEDULE) {
      context.status(202);
      AdminChangeWriter.json(
          context,
          new ScheduleMessageResponse(
              true,
              accepted.id(),
              accepted.request().scheduledFor().text(),
              "Mensagem agendada com sucesso"));
    } else {
      AdminChangeWriter.json(context, new SendMessageResponse(true, "queued", accepted.id()));
    }
  }
}
