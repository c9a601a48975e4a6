// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.ControlCommand.Action;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.runtime.ProblemException;
import dev.carteiro.runtime.access.AccessProblems;
import dev.carteiro.runtime.access.Caller;
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
final class ControlApi {
  private static final long REPLY_SECONDS = 5;
  private static final int REMEMBERED = 20_000;

  /** Maximum commands that wait for their replies at one time. */
  static final int MAX_WAITING = 10_000;

  /** Longest id in characters. Longer texts are not parsed. */
  private static final int MAX_ID = 64;

  /** Kinds of targets, as named in the paths. */
  private enum Target {
    SCHEDULE(Set.of(JobId.Kind.SCHEDULE), ApiProblems::unknownSchedule),
    JOB(Set.of(JobId.Kind.MESSAGE, JobId.Kind.SCHEDULE), ApiProblems::unknownJob),
    BATCH(Set.of(JobId.Kind.BATCH), ApiProblems::unknownBatch);

    private final Set<JobId.Kind> kinds;
    private final Supplier<ProblemException> unknown;

    Target(Set<JobId.Kind> kinds, Supplier<ProblemException> unknown) {
      this.kinds = kinds;
      this.unknown = unknown;
    }
  }

  private final SendContext send;
  private final ReplyTail tail;
  private final ApiAnswers answers;
  private final Clock clock;
  private final PendingReplies pending;
  private final RecentRequests<Outcome> recent;

  /** Outcome of a command: refused by Kafka, answered by a reply, or neither in time. */
  private record Outcome(WriteResult.Refused refused, Optional<CommandReply> reply) {}

  /** One request in progress. */
  private record Asked(
      Caller caller,
      JobId.Parts parts,
      Action action,
      String id,
      RequestedTime time,
      String traceId) {}

  private record Done(boolean success, String id, String status, Instant scheduledFor) {}

  ControlApi(
      SendContext send, ReplyTail tail, PendingReplies pending, ApiAnswers answers, Clock clock) {
    this.send = send;
    this.tail = tail;
    this.pending = pending;
    this.answers = answers;
    this.clock = clock;
    this.recent = new RecentRequests<>(clock, SendApi.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    String schedule = "/api/whatsapp/schedules/{id}";
    config.routes.delete(schedule, context -> act(context, Target.SCHEDULE, Action.CANCEL));
    config.routes.patch(schedule, context -> act(context, Target.SCHEDULE, Action.RESCHEDULE));
    String job = "/api/whatsapp/jobs/{id}";
    config.routes.delete(job, context -> act(context, Target.JOB, Action.CANCEL));
    config.routes.post(job + "/resend", context -> act(context, Target.JOB, Action.RESEND));
    config.routes.post(job + "/discard", context -> act(context, Target.JOB, Action.DISCARD));
    String batch = "/api/whatsapp/batches/{id}";
    config.routes.post(batch + "/pause", context -> act(context, Target.BATCH, Action.PAUSE_BATCH));
    config.routes.post(
        batch + "/resume", context -> act(context, Target.BATCH, Action.RESUME_BATCH));
    config.routes.post(
        batch + "/cancel", context -> act(context, Target.BATCH, Action.CANCEL_BATCH));
  }

  private void act(Context context, Target target, Action action) {
    Caller caller = send.authentication().sender(context);
    Optional<String> key = IdempotencyKey.of(context);
    String id = context.pathParam("id");
    JobId.Parts parts =
        Optional.of(id)
            .filter(text -> text.length() <= MAX_ID)
            .flatMap(send.records()::parse)
            .filter(found -> target.kinds.contains(found.kind()))
            .orElseThrow(target.unknown);
    RequestedTime time = action == Action.RESCHEDULE ? newTime(context) : null;
    if (!tail.isListening()) {
      context.header("Retry-After", "5");
      throw AccessProblems.notReady();
    }
    Asked asked = new Asked(caller, parts, action, id, time, SendContext.traceId(context));
    Supplier<CompletableFuture<Outcome>> command = () -> command(context, asked);
    CompletableFuture<Outcome> outcome =
        key.isEmpty()
            ? command.get()
            : recent.once(
                caller.keyId() + " " + action + " " + id + " " + key.get(),
                Fingerprint.of(time == null ? "" : time.instant().toString()),
                command,
                // A command without effect may be repeated with the same key.
                done -> done.reply().filter(ControlApi::isDone).isPresent());
    context.future(
        () -> answers.when(context, outcome, done -> answer(context, target, action, id, done)));
  }

  private RequestedTime newTime(Context context) {
    JsonFields fields = JsonFields.parse(context.bodyAsBytes(), Set.of("scheduledFor", "timezone"));
    fields.require("scheduledFor");
    return SendRequest.time(fields, "scheduledFor");
  }

  private CompletableFuture<Outcome> command(Context context, Asked asked) {
    if (asked.time() != null) {
      asked.time().schedulable("scheduledFor", clock.instant());
    }
    ControlCommand command =
        new ControlCommand(
            ControlCommand.VERSION,
            "cmd_" + OutboxRecords.random(),
            asked.action(),
            asked.id(),
            asked.caller().isAdmin() ? null : asked.caller().tenantId(),
            asked.caller().keyId(),
            SendRequest.instant(asked.time()),
            clock.instant(),
            asked.traceId());
    CompletableFuture<CommandReply> reply =
        pending
            .await(command.commandId())
            .orElseThrow(
                () -> {
                  context.header("Retry-After", "5");
                  return ApiProblems.overloaded();
                });
    return send.writer()
        .write(send.records().of(asked.parts(), command))
        .thenCompose(
            result -> {
              if (result instanceof WriteResult.Refused refused) {
                reply.cancel(false);
                return CompletableFuture.completedFuture(new Outcome(refused, Optional.empty()));
              }
              return reply
                  .completeOnTimeout(null, REPLY_SECONDS, TimeUnit.SECONDS)
                  .thenApply(found -> new Outcome(null, Optional.ofNullable(found)));
            });
  }

  private static boolean isDone(CommandReply reply) {
    return reply.outcome() == CommandReply.Outcome.DONE;
  }

  private static void answer(
      Context context, Target target, Action action, String id, Outcome outcome) {
    if (outcome.refused() != null) {
      context.header("Retry-After", "5");
      ApiProblems.unavailable(outcome.refused().cause().detail()).answer(context);
      return;
    }
    if (outcome.reply().isEmpty()) {
      context.status(202);
      ApiWrites.json(context, new Done(true, id, "pending", null));
      return;
    }
    CommandReply reply = outcome.reply().get();
    switch (reply.outcome()) {
      case DONE ->
          ApiWrites.json(context, new Done(true, id, status(action, reply), reply.scheduledFor()));
      case NOT_FOUND -> target.unknown.get().problem().answer(context);
      case CONFLICT ->
          ApiProblems.conflict(reply.code(), explained(reply)).problem().answer(context);
    }
  }

  private static String status(Action action, CommandReply reply) {
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
