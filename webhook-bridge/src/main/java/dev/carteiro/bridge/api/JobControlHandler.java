// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.CommandReplySource;
import dev.carteiro.bridge.kafka.KafkaWriteResult;
import dev.carteiro.bridge.kafka.PendingReplyRegistry;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.runtime.access.AccessProblemFactory;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Handles {@code /api/whatsapp/schedules}, {@code /jobs} and {@code /batches}: changes accepted
 * jobs and batches. The command goes to the stream task that holds the target; the task's reply
 * becomes the response. Without a reply in time the response is 202 "pending": the command remains
 * in effect.
 */
final class JobControlHandler {
  private static final long REPLY_SECONDS = 5;
  private static final int REMEMBERED = 20_000;

  /** Maximum commands that wait for their replies at one time. */
  static final int MAX_WAITING = 10_000;

  /** Longest id in characters. Longer texts are not parsed. */
  private static final int MAX_ID = 64;

  /** Kinds of targets, as named in the paths. */
  private enum ControlTarget {
    SCHEDULE(Set.of(JobIdFormat.JobIdKind.SCHEDULE), ApiProblemFactory::unknownSchedule),
    JOB(
        Set.of(JobIdFormat.JobIdKind.MESSAGE, JobIdFormat.JobIdKind.SCHEDULE),
        ApiProblemFactory::unknownJob),
    BATCH(Set.of(JobIdFormat.JobIdKind.BATCH), ApiProblemFactory::unknownBatch);

    private final Set<JobIdFormat.JobIdKind> kinds;
    private final Supplier<HttpProblemException> unknown;

    ControlTarget(Set<JobIdFormat.JobIdKind> kinds, Supplier<HttpProblemException> unknown) {
      this.kinds = kinds;
      this.unknown = unknown;
    }
  }

  private final SendApiContext send;
  private final CommandReplySource tail;
  private final AsyncResponseWriter answers;
  private final Clock clock;
  private final PendingReplyRegistry pending;
  private final IdempotentRequestCache<ControlOutcome> recent;

  /** Outcome of a command: refused by Kafka, answered by a reply, or neither in time. */
  private record ControlOutcome(
      KafkaWriteResult.FailedWrite refused, Optional<CommandReply> reply) {}

  /** One request in progress. */
  private record ControlRequest(
      ApiCaller caller,
      JobIdFormat.ParsedJobId parts,
      ControlAction action,
      String id,
      RequestedTime time,
      String traceId) {}

  private record ControlResponse(boolean success, String id, String status, Instant scheduledFor) {}

  JobControlHandler(
      SendApiContext send,
      CommandReplySource tail,
      PendingReplyRegistry pending,
      AsyncResponseWriter answers,
      Clock clock) {
    this.send = send;
    this.tail = tail;
    this.pending = pending;
    this.answers = answers;
    this.clock = clock;
    this.recent =
        new IdempotentRequestCache<>(clock, SendMessageHandler.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    String schedule = "/api/whatsapp/schedules/{id}";
    config.routes.delete(
        schedule, context -> act(context, ControlTarget.SCHEDULE, ControlAction.CANCEL));
    config.routes.patch(
        schedule, context -> act(context, ControlTarget.SCHEDULE, ControlAction.RESCHEDULE));
    String job = "/api/whatsapp/jobs/{id}";
    config.routes.delete(job, context -> act(context, ControlTarget.JOB, ControlAction.CANCEL));
    config.routes.post(
        job + "/resend", context -> act(context, ControlTarget.JOB, ControlAction.RESEND));
    config.routes.post(
        job + "/discard", context -> act(context, ControlTarget.JOB, ControlAction.DISCARD));
    String batch = "/api/whatsapp/batches/{id}";
    config.routes.post(
        batch + "/pause", context -> act(context, ControlTarget.BATCH, ControlAction.PAUSE_BATCH));
    config.routes.post(
        batch + "/resume",
        context -> act(context, ControlTarget.BATCH, ControlAction.RESUME_BATCH));
    config.routes.post(
        batch + "/cancel",
        context -> act(context, ControlTarget.BATCH, ControlAction.CANCEL_BATCH));
  }

  private void act(Context context, ControlTarget target, ControlAction action) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKeyHeader.of(context);
    String id = context.pathParam("id");
    JobIdFormat.ParsedJobId parts =
        Optional.of(id)
            .filter(text -> text.length() <= MAX_ID)
            .flatMap(send.records()::parse)
            .filter(found -> target.kinds.contains(found.kind()))
            .orElseThrow(target.unknown);
    RequestedTime time = action == ControlAction.RESCHEDULE ? newTime(context) : null;
    if (!tail.isListening()) {
      context.header("Retry-After", "5");
      throw AccessProblemFactory.notReady();
    }
    ControlRequest asked =
        new ControlRequest(caller, parts, action, id, time, SendApiContext.traceId(context));
    Supplier<CompletableFuture<ControlOutcome>> command = () -> command(context, asked);
    CompletableFuture<ControlOutcome> outcome =
        key.isEmpty()
            ? command.get()
            : recent.once(
                caller.keyId() + " " + action + " " + id + " " + key.get(),
                Sha256Fingerprint.of(time == null ? "" : time.instant().toString()),
                command,
                // A command without effect may be repeated with the same key.
                done -> done.reply().filter(JobControlHandler::isDone).isPresent());
    context.future(
        () -> answers.when(context, outcome, done -> answer(context, target, action, id, done)));
  }

  private RequestedTime newTime(Context context) {
    RequestFieldReader fields =
        RequestFieldReader.parse(context.bodyAsBytes(), Set.of("scheduledFor", "timezone"));
    fields.require("scheduledFor");
    return SendMessageRequest.time(fields, "scheduledFor");
  }

  private CompletableFuture<ControlOutcome> command(Context context, ControlRequest asked) {
    if (asked.time() != null) {
      asked.time().schedulable("scheduledFor", clock.instant());
    }
    ControlCommand command =
        new ControlCommand(
            ControlCommand.VERSION,
            "cmd_" + CommandRecordFactory.random(),
            asked.action(),
            asked.id(),
            asked.caller().isAdmin() ? null : asked.caller().tenantId(),
            asked.caller().keyId(),
            SendMessageRequest.instant(asked.time()),
            clock.instant(),
            asked.traceId());
    CompletableFuture<CommandReply> reply =
        pending
            .await(command.commandId())
            .orElseThrow(
                () -> {
                  context.header("Retry-After", "5");
                  return ApiProblemFactory.overloaded();
                });
    return send.writer()
        .write(send.records().of(asked.parts(), command))
        .thenCompose(
            result ->
                result.fold(
                    stored ->
                        reply
                            .completeOnTimeout(null, REPLY_SECONDS, TimeUnit.SECONDS)
                            .thenApply(
                                found -> new ControlOutcome(null, Optional.ofNullable(found))),
                    refused -> {
                      reply.cancel(false);
                      return CompletableFuture.completedFuture(
                          new ControlOutcome(refused, Optional.empty()));
                    }));
  }

  private static boolean isDone(CommandReply reply) {
    return reply.outcome() == CommandReply.CommandOutcome.DONE;
  }

  private static void answer(
      Context context,
      ControlTarget target,
      ControlAction action,
      String id,
      ControlOutcome outcome) {
    if (outcome.refused() != null) {
      context.header("Retry-After", "5");
      ApiProblemFactory.unavailable(outcome.refused().cause().detail()).answer(context);
      return;
    }
    if (outcome.reply().isEmpty()) {
      context.status(202);
      AdminChangeWriter.json(context, new ControlResponse(true, id, "pending", null));
      return;
    }
    CommandReply reply = outcome.reply().get();
    switch (reply.outcome()) {
      case DONE ->
          AdminChangeWriter.json(
              context, new ControlResponse(true, id, status(action, reply), reply.scheduledFor()));
      case NOT_FOUND -> target.unknown.get().problem().answer(context);
      case CONFLICT ->
          ApiProblemFactory.conflict(reply.code(), explained(reply)).problem().answer(context);
    }
  }

  private static String status(ControlAction action, CommandReply reply) {
    return switch (action) {
      case PAUSE_BATCH -> "paused";
      case RESUME_BATCH -> "running";
      case CANCEL_BATCH -> "cancelled";
      case CANCEL, RESCHEDULE, RESEND, DISCARD ->
          reply.state() == null ? "done" : reply.state().text();
    };
  }

  private static String explained(CommandReply reply) {
    String why =
        switch (reply.code()) {
          case CommandReply.ALREADY_CANCELLED -> "It was cancelled before";
          case CommandReply.ALREADY_SENT -> "It has left, or may have";
          case CommandReply.ALREADY_OVER -> "It ended before";
          case CommandReply.NOT_MANUAL -> "It is not in the manual queue";
          case CommandReply.NOT_SCHEDULED -> "It is no schedule, or it came due before";
          default -> "It cannot be changed so";
        };
    return why + (reply.state() == null ? "." : "; its state is " + reply.state().text() + ".");
  }
}
