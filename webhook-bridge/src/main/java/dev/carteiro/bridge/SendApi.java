// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.runtime.access.Caller;
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
final class SendApi {
  private static final Logger LOG = LoggerFactory.getLogger(SendApi.class);

  /**
   * Number of remembered requests. The topology recognizes an older repeat by its id, but nobody
   * notices if its content changed.
   */
  private static final int REMEMBERED = 20_000;

  static final Duration REMEMBERED_FOR = Duration.ofHours(24);

  private final SendContext send;
  private final ApiAnswers answers;
  private final Clock clock;
  private final ApiBodies.Limit limit;
  private final RecentRequests<WriteResult> recent;

  private record Queued(boolean success, String status, String id) {}

  private record Scheduled(
      boolean success, String scheduleId, String scheduledFor, String message) {}

  /**
   * One request in progress, with the id of its job.
   *
   * @param identity identifies the request over its repeats; empty when the caller gave neither key
   *     nor id
   */
  private record Accepted(
      SendingInstance from,
      SendRequest request,
      Optional<String> identity,
      String id,
      String fingerprint,
      String traceId) {}

  SendApi(SendContext send, ApiAnswers answers, Clock clock) {
    this.send = send;
    this.answers = answers;
    this.clock = clock;
    this.limit = new ApiBodies.Limit(send.limits().sendMaxBodyBytes(), "SEND_MAX_BODY_BYTES");
    this.recent = new RecentRequests<>(clock, REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    config.routes.post(
        "/api/whatsapp/send-message", context -> receive(context, JobId.Kind.MESSAGE));
    config.routes.post(
        "/api/whatsapp/schedule-message", context -> receive(context, JobId.Kind.SCHEDULE));
  }

  private void receive(Context context, JobId.Kind kind) {
    Caller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKey.of(context);
    String traceId = SendContext.traceId(context);
    send.bodies()
        .read(
            context,
            limit,
            body -> {
              Accepted accepted = accept(body, kind, caller, key, traceId);
              return answers.when(
                  context,
                  queue(kind, accepted),
                  result -> answer(context, kind, accepted, result));
            });
  }

  private Accepted accept(
      byte[] body, JobId.Kind kind, Caller caller, Optional<String> key, String traceId) {
    JsonFields fields = JsonFields.parse(body);
    SendingInstance from = SendingInstance.of(fields, caller, send.instances());
    int longest = send.limits().messageMaxLength();
    SendRequest request =
        kind == JobId.Kind.SCHEDULE
            ? SendRequest.scheduled(fields, longest)
            : SendRequest.immediate(fields, longest);
    Optional<String> identity = OutboxRecords.identity(key, request.clientId());
    return new Accepted(
        from,
        request,
        identity,
        send.records().id(kind, from.tenantId(), from.key(), identity),
        request.fingerprint(Lane.NORMAL),
        traceId);
  }

  /** Writes the command, unless the same request was written before. */
  private CompletableFuture<WriteResult> queue(JobId.Kind kind, Accepted accepted) {
    return accepted.identity().isEmpty()
        ? write(kind, accepted)
        : recent.once(
            accepted.id(),
            accepted.fingerprint(),
            () -> write(kind, accepted),
            result -> result instanceof WriteResult.Written);
  }

  private CompletableFuture<WriteResult> write(JobId.Kind kind, Accepted accepted) {
    Instant now = clock.instant();
    // Not checked earlier: a repeat of an accepted request is valid even after its time has passed.
    accepted.request().checkTimes(now);
    return send.writer().write(send.records().of(kind, command(kind, accepted, now)));
  }

  private static SendCommand command(JobId.Kind kind, Accepted accepted, Instant now) {
    SendRequest request = accepted.request();
    SendingInstance from = accepted.from();
    return new SendCommand(
        SendCommand.VERSION,
        accepted.id(),
        kind == JobId.Kind.SCHEDULE ? accepted.id() : null,
        from.tenantId(),
        from.caller().keyId(),
        from.key(),
        from.name(),
        request.phoneNumber(),
        request.what().message(),
        request.what().content(),
        now,
        SendRequest.instant(request.scheduledFor()),
        request.laneOr(Lane.NORMAL),
        request.delaySeconds(),
        SendRequest.instant(request.expiresAt()),
        request.clientId(),
        null,
        null,
        null,
        accepted.fingerprint(),
        accepted.traceId());
  }

  private void answer(Context context, JobId.Kind kind, Accepted accepted, WriteResult result) {
    if (result instanceof WriteResult.Refused refused) {
      send.metrics().messages(ApiMetrics.Outcome.NOT_QUEUED, 1);
      context.header("Retry-After", "5");
      ApiProblems.notQueued(refused.cause()).answer(context);
      return;
    }
    send.metrics().messages(ApiMetrics.Outcome.ACCEPTED, 1);
    LOG.info(
        "[ASYNC] queued trace={} id={} tenant={}",
        accepted.traceId(),
        accepted.id(),
        accepted.from().tenantId());
    if (kind == JobId.Kind.SCHEDULE) {
      context.status(202);
      ApiWrites.json(
          context,
          new Scheduled(
              true,
              accepted.id(),
              accepted.request().scheduledFor().text(),
              "Mensagem agendada com sucesso"));
    } else {
      ApiWrites.json(context, new Queued(true, "queued", accepted.id()));
    }
  }
}
