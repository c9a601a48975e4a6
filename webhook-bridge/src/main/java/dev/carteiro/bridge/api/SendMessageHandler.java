// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.KafkaWriteResult;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.http.HttpProblem;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code POST /api/whatsapp/send-message} and {@code /schedule-message}: one message per
 * request, answered when Kafka has acknowledged its command.
 */
final class SendMessageHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SendMessageHandler.class);

  /**
   * Number of remembered requests. The topology recognizes an older repeat by its id, but nobody
   * notices if its content changed.
   */
  private static final int REMEMBERED = 20_000;

  static final Duration REMEMBERED_FOR = Duration.ofHours(24);

  private final SendApiContext send;
  private final AsyncResponseWriter answers;
  private final Clock clock;
  private final ApiBodyReader.BodySizeLimit limit;
  private final IdempotentRequestCache<KafkaWriteResult> recent;

  private record SendMessageResponse(boolean success, String status, String id) {}

  private record ScheduleMessageResponse(
      boolean success, String scheduleId, String scheduledFor, String message) {}

  /**
   * One request in progress, with the id of its job.
   *
   * @param identity identifies the request over its repeats; empty when the caller gave neither key
   *     nor id
   */
  private record SendSubmission(
      SendingInstance from,
      SendMessageRequest request,
      Optional<String> identity,
      String id,
      String fingerprint,
      String traceId) {}

  SendMessageHandler(SendApiContext send, AsyncResponseWriter answers, Clock clock) {
    this.send = send;
    this.answers = answers;
    this.clock = clock;
    this.limit =
        new ApiBodyReader.BodySizeLimit(send.limits().sendMaxBodyBytes(), "SEND_MAX_BODY_BYTES");
    this.recent = new IdempotentRequestCache<>(clock, REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post(
        "/api/whatsapp/send-message", context -> receive(context, JobIdFormat.JobIdKind.MESSAGE));
    config.routes.post(
        "/api/whatsapp/schedule-message",
        context -> receive(context, JobIdFormat.JobIdKind.SCHEDULE));
  }

  private void receive(Context context, JobIdFormat.JobIdKind kind) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKeyHeader.of(context);
    String traceId = SendApiContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              SendSubmission accepted = accept(body, kind, caller, key, traceId);
              return answers.when(
                  context,
                  queue(kind, accepted),
                  result -> answer(context, kind, accepted, result));
            });
  }

  private SendSubmission accept(
      byte[] body,
      JobIdFormat.JobIdKind kind,
      ApiCaller caller,
      Optional<String> key,
      String traceId) {
    RequestFieldReader fields = RequestFieldReader.parse(body);
    SendingInstance from = SendingInstance.of(fields, caller, send.instances());
    int longest = send.limits().messageMaxLength();
    SendMessageRequest request =
        kind == JobIdFormat.JobIdKind.SCHEDULE
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
  private CompletableFuture<KafkaWriteResult> queue(
      JobIdFormat.JobIdKind kind, SendSubmission accepted) {
    return accepted.identity().isEmpty()
        ? write(kind, accepted)
        : recent.once(
            accepted.id(),
            accepted.fingerprint(),
            () -> write(kind, accepted),
            result -> result instanceof KafkaWriteResult.AcknowledgedWrite);
  }

  private CompletableFuture<KafkaWriteResult> write(
      JobIdFormat.JobIdKind kind, SendSubmission accepted) {
    Instant now = clock.instant();
    // Not checked earlier: a repeat of an accepted request is valid even after its time has passed.
    accepted.request().checkTimes(now);
    return send.writer().write(send.records().of(kind, command(kind, accepted, now)));
  }

  private static SendMessageCommand command(
      JobIdFormat.JobIdKind kind, SendSubmission accepted, Instant now) {
    SendMessageRequest request = accepted.request();
    SendingInstance from = accepted.from();
    return new SendMessageCommand(
        SendMessageCommand.VERSION,
        accepted.id(),
        kind == JobIdFormat.JobIdKind.SCHEDULE ? accepted.id() : null,
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

  private void answer(
      Context context,
      JobIdFormat.JobIdKind kind,
      SendSubmission accepted,
      KafkaWriteResult result) {
    HttpProblem problem =
        result.fold(stored -> null, refused -> ApiProblemFactory.notQueued(refused.cause()));
    if (problem != null) {
      send.metrics().messages(SendApiMetrics.SubmissionOutcome.NOT_QUEUED, 1);
      context.header("Retry-After", "5");
      problem.answer(context);
      return;
    }
    send.metrics().messages(SendApiMetrics.SubmissionOutcome.ACCEPTED, 1);
    LOG.info(
        "[ASYNC] queued trace={} id={} tenant={}",
        accepted.traceId(),
        accepted.id(),
        accepted.from().tenantId());
    if (kind == JobIdFormat.JobIdKind.SCHEDULE) {
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
