// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.bridge.kafka.CommandReplySource;
import dev.carteiro.bridge.kafka.PendingReplyRegistry;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobIdFormat.JobIdKind;
import dev.carteiro.contract.send.JobIdFormat.ParsedJobId;
import dev.carteiro.runtime.access.AccessProblemFactory;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Handles {@code /api/whatsapp/schedules}, {@code /jobs} and {@code /batches}. The command goes to
 * the task that holds the target, whose reply becomes the response; without one in time that is 202
 * "pending", and the command remains in effect.
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
    SCHEDULE(Set.of(JobIdKind.SCHEDULE)),
    JOB(Set.of(JobIdKind.MESSAGE, JobIdKind.SCHEDULE)),
    BATCH(Set.of(JobIdKind.BATCH));

    private final Set<JobIdKind> kinds;

    ControlTarget(Set<JobIdKind> kinds) {
      this.kinds = kinds;
    }

    private HttpProblemException unknown() {
      return ApiProblemFactory.unknown(name().toLowerCase(Locale.ROOT));
    }
  }

  private final SendApiContext send;
  private final CommandReplySource replySource;
  private final PendingReplyRegistry pending;
  private final IdempotentRequestCache<Optional<CommandReply>> requestCache;

  private record ControlRequest(
      ApiCaller caller,
      ParsedJobId parts,
      ControlAction action,
      String id,
      RequestedTime time,
      String traceId) {}

  private record ControlResponse(boolean success, String id, String status, Instant scheduledFor) {}

  JobControlHandler(
      SendApiContext send, CommandReplySource replySource, PendingReplyRegistry pending) {
    this.send = send;
    this.replySource = replySource;
    this.pending = pending;
    this.requestCache =
        new IdempotentRequestCache<>(send.clock(), SendMessageHandler.REMEMBERED_FOR, REMEMBERED);
  }

  void addTo(JavalinConfig config) {
    route(config, DELETE, "schedules/{id}", ControlTarget.SCHEDULE, ControlAction.CANCEL);
    route(config, PATCH, "schedules/{id}", ControlTarget.SCHEDULE, ControlAction.RESCHEDULE);
    route(config, DELETE, "jobs/{id}", ControlTarget.JOB, ControlAction.CANCEL);
    route(config, POST, "jobs/{id}/resend", ControlTarget.JOB, ControlAction.RESEND);
    route(config, POST, "jobs/{id}/discard", ControlTarget.JOB, ControlAction.DISCARD);
    route(config, POST, "batches/{id}/pause", ControlTarget.BATCH, ControlAction.PAUSE_BATCH);
    route(config, POST, "batches/{id}/resume", ControlTarget.BATCH, ControlAction.RESUME_BATCH);
    route(config, POST, "batches/{id}/cancel", ControlTarget.BATCH, ControlAction.CANCEL_BATCH);
  }

  private void route(
      JavalinConfig config,
      HandlerType method,
      String path,
      ControlTarget target,
      ControlAction action) {
    config.routes.addHttpHandler(
        method, "/api/whatsapp/" + path, context -> act(context, target, action));
  }

  private void act(Context context, ControlTarget target, ControlAction action) {
    ApiCaller caller = send.authentication().sender(context);
    Optional<String> key = SendApiContext.idempotencyKey(context);
    String id = context.pathParam("id");
    ParsedJobId parts =
        Optional.of(id)
            .filter(text -> text.length() <= MAX_ID)
            .flatMap(send.records()::parse)
            .filter(found -> target.kinds.contains(found.kind()))
            .orElseThrow(target::unknown);
    RequestedTime time = action == ControlAction.RESCHEDULE ? newTime(context) : null;
    if (!replySource.isListening()) {
      throw AccessProblemFactory.notReady();
    }
    ControlRequest request =
        new ControlRequest(caller, parts, action, id, time, SendApiContext.traceId(context));
    CompletableFuture<Optional<CommandReply>> outcome =
        requestCache.once(
            key.map(given -> caller.keyId() + " " + action + " " + id + " " + given),
            Sha256Fingerprint.of(time == null ? "" : time.instant().toString()),
            () -> command(request),
            // A command without effect may be repeated with the same key.
            reply -> reply.filter(JobControlHandler::isDone).isPresent());
    context.future(
        () -> send.responses().when(outcome, reply -> answer(context, target, request, reply)));
  }

  private RequestedTime newTime(Context context) {
    RequestFieldReader fields =
        RequestFieldReader.parse(context.bodyAsBytes(), Set.of("scheduledFor", "timezone"));
    fields.require("scheduledFor");
    return SendMessageRequest.time(fields, "scheduledFor");
  }

  /** Writes a command. The future completes with its reply; empty when none came in time. */
  private CompletableFuture<Optional<CommandReply>> command(ControlRequest request) {
    Instant now = send.clock().instant();
    if (request.time() != null) {
      request.time().schedulable("scheduledFor", now);
    }
    ControlCommand command =
        new ControlCommand(
            ControlCommand.VERSION,
            "cmd_" + CommandRecordFactory.random(),
            request.action(),
            request.id(),
            request.caller().isAdmin() ? null : request.caller().tenantId(),
            request.caller().keyId(),
            SendMessageRequest.instant(request.time()),
            now,
            request.traceId());
    CompletableFuture<CommandReply> reply =
        pending.await(command.commandId()).orElseThrow(ApiProblemFactory::overloaded);
    return send.writer()
        .write(send.records().of(request.parts(), command))
        .whenComplete(
            (stored, failure) -> {
              if (failure != null) {
                reply.cancel(false);
              }
            })
        .thenCompose(stored -> reply.completeOnTimeout(null, REPLY_SECONDS, TimeUnit.SECONDS))
        .thenApply(Optional::ofNullable);
  }

  private static boolean isDone(CommandReply reply) {
    return reply.outcome() == CommandReply.CommandOutcome.DONE;
  }

  private static void answer(
      Context context,
      ControlTarget target,
      ControlRequest request,
      Optional<CommandReply> replied) {
    String id = request.id();
    if (replied.isEmpty()) {
      context.status(202);
      AdminChangeWriter.json(context, new ControlResponse(true, id, "pending", null));
      return;
    }
    CommandReply reply = replied.get();
    switch (reply.outcome()) {
      case DONE ->
          AdminChangeWriter.json(
              context,
              new ControlResponse(true, id, status(request.action(), reply), reply.scheduledFor()));
      case NOT_FOUND -> throw target.unknown();
      case CONFLICT -> throw ApiProblemFactory.conflict(reply.code(), explained(reply));
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
