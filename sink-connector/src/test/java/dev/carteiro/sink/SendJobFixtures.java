// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import java.time.Instant;

/** Records of sending, as the topology and the senders write them. */
public final class SendJobFixtures {
  public static final Instant DUE = SinkEventFixtures.T0.plusSeconds(3600);

  private SendJobFixtures() {}

  /** A job's life, record by record, one second apart. */
  public static final class JobEventBuilder {
    private final SendMessageCommand command;
    private Instant at;
    private Instant scheduledFor;
    private long revision;
    private JobState state;

    private JobEventBuilder(SendMessageCommand command) {
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
              "WHATSAPP_ERROR".equals(reason)
                  ? new MessageStatusError("463", "restricted", null)
                  : null,
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

  public static JobEventBuilder job(String tenantId, String id) {
    return job(
        tenantId,
        id,
        SinkEventFixtures.T0,
        null,
        "Olá!",
        new OutboundMessageContent.TextContent(),
        null);
  }

  public static JobEventBuilder schedule(String tenantId, String id) {
    return job(
        tenantId,
        id,
        SinkEventFixtures.T0,
        DUE,
        "Olá!",
        new OutboundMessageContent.TextContent(),
        null);
  }

  public static JobEventBuilder job(
      String tenantId,
      String id,
      Instant start,
      Instant scheduledFor,
      String message,
      OutboundMessageContent content,
      String batchId) {
    return new JobEventBuilder(
        new SendMessageCommand(
            SendMessageCommand.VERSION,
            id,
            id.startsWith("schedule_") ? id : null,
            tenantId,
            "key-1",
            SinkEventFixtures.ACME,
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

  public static BatchEvent batch(
      String tenantId, String id, BatchEvent.BatchState state, Instant at) {
    return new BatchEvent(
        BatchEvent.VERSION,
        id,
        tenantId,
        SinkEventFixtures.ACME,
        state,
        3,
        at,
        state == BatchEvent.BatchState.RUNNING ? null : "key-2",
        "trace-" + id);
  }

  public static SendResult result(
      String tenantId, String dispatchId, SendResult.SendResultKind kind, Instant at, String code) {
    boolean called =
        kind != SendResult.SendResultKind.STARTED && kind != SendResult.SendResultKind.EXPIRED;
    return new SendResult(
        SendResult.VERSION,
        dispatchId,
        kind == SendResult.SendResultKind.PROBED ? null : "msg_3_" + "0".repeat(26),
        1,
        tenantId,
        InstanceKey.of("acme"),
        Lane.HIGH,
        kind,
        at,
        kind == SendResult.SendResultKind.ACCEPTED ? "3EB0" : null,
        code,
        code == null ? null : "because of " + code,
        called ? 201 : null,
        called ? "http://evolution:8080" : null,
        called ? 120L : null,
        null,
        kind == SendResult.SendResultKind.PROBED ? "open" : null,
        null,
        "sender-1",
        "trace-" + dispatchId,
        false);
  }

  /** What a sender's probe learnt of an instance. */
  public static SendResult integration(
      String tenantId, String instance, WhatsAppIntegration integration) {
    return new SendResult(
        SendResult.VERSION,
        "probe:" + instance,
        null,
        0,
        tenantId,
        InstanceKey.of(instance),
        Lane.MONITORING,
        SendResult.SendResultKind.PROBED,
        SinkEventFixtures.T0,
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
