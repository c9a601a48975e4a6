// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.Integration;
import dev.carteiro.contract.event.StatusError;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.MessageContent;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.contract.send.SendResult;
import java.time.Instant;

/** Records of sending, as the topology and the senders write them. */
public final class Jobs {
  public static final Instant DUE = Events.T0.plusSeconds(3600);

  private Jobs() {}

  /** A job's life, record by record, one second apart. */
  public static final class Job {
    private final SendCommand command;
    private Instant at;
    private Instant scheduledFor;
    private long revision;
    private JobState state;

    private Job(SendCommand command) {
      this.command = command;
      this.at = command.timestamp();
      this.scheduledFor = command.scheduledFor();
    }

    public JobEvent to(JobState next) {
      return to(next, null, null, null);
    }

    public JobEvent to(JobState next, String reason, String dispatchId, String messageId) {
      JobEvent event =
          new JobEvent(
              JobEvent.VERSION,
              command.id(),
              command.tenantId(),
              command.instance(),
              ++revision,
              next,
              state,
              reason,
              reason == null ? null : "because of " + reason,
              "WHATSAPP_ERROR".equals(reason) ? new StatusError("463", "restricted", null) : null,
              at = at.plusSeconds(1),
              scheduledFor,
              next == JobState.RETRYING ? at.plusSeconds(60) : null,
              dispatchId == null ? 0 : 1,
              next == JobState.MANUAL ? 4 : 0,
              Lane.NORMAL,
              dispatchId,
              messageId,
              next == JobState.CANCELLED ? "key-2" : null,
              command.batchId(),
              revision == 1 ? command : null,
              command.traceId());
      state = next;
      return event;
    }

    public JobEvent movedTo(Instant time) {
      scheduledFor = time;
      return to(JobState.SCHEDULED);
    }
  }

  public static Job job(String tenantId, String id) {
    return job(tenantId, id, Events.T0, null, "Olá!", new MessageContent.Text(), null);
  }

  public static Job schedule(String tenantId, String id) {
    return job(tenantId, id, Events.T0, DUE, "Olá!", new MessageContent.Text(), null);
  }

  public static Job job(
      String tenantId,
      String id,
      Instant start,
      Instant scheduledFor,
      String message,
      MessageContent content,
      String batchId) {
    return new Job(
        new SendCommand(
            SendCommand.VERSION,
            id,
            id.startsWith("schedule_") ? id : null,
            tenantId,
            "key-1",
            Events.ACME,
            "acme",
            "5511999999999",
            message,
            content,
            start,
            scheduledFor,
            Lane.NORMAL,
            0,
            null,
            "client-" + id,
            batchId,
            batchId == null ? null : 0,
            batchId == null ? null : 2,
            "f",
            "trace-" + id));
  }

  public static BatchEvent batch(String tenantId, String id, BatchEvent.State state, Instant at) {
    return new BatchEvent(
        BatchEvent.VERSION,
        id,
        tenantId,
        Events.ACME,
        state,
        3,
        at,
        state == BatchEvent.State.RUNNING ? null : "key-2",
        "trace-" + id);
  }

  public static SendResult result(
      String tenantId, String dispatchId, SendResult.Kind kind, Instant at, String code) {
    boolean called = kind != SendResult.Kind.STARTED && kind != SendResult.Kind.EXPIRED;
    return new SendResult(
        SendResult.VERSION,
        dispatchId,
        kind == SendResult.Kind.PROBED ? null : "msg_3_" + "0".repeat(26),
        1,
        tenantId,
        InstanceKey.of("acme"),
        Lane.HIGH,
        kind,
        at,
        kind == SendResult.Kind.ACCEPTED ? "3EB0" : null,
        code,
        code == null ? null : "because of " + code,
        called ? 201 : null,
        called ? "http://evolution:8080" : null,
        called ? 120L : null,
        null,
        kind == SendResult.Kind.PROBED ? "open" : null,
        "sender-1",
        "trace-" + dispatchId);
  }

  /** What a sender's probe learnt of an instance. */
  public static SendResult integration(String tenantId, String instance, Integration integration) {
    return new SendResult(
        SendResult.VERSION,
        "probe:" + instance,
        null,
        0,
        tenantId,
        InstanceKey.of(instance),
        Lane.MONITORING,
        SendResult.Kind.PROBED,
        Events.T0,
        null,
        null,
        null,
        200,
        "http://evolution:8080",
        12L,
        null,
        null,
        integration,
        "sender-1",
        null,
        false);
  }
}
