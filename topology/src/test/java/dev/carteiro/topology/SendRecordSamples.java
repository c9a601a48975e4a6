// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import java.time.Instant;

/** Commands and results as the bridge and the sender write them, for tests. */
public final class SendRecordSamples {
  public static final InstanceKey LOJA = InstanceKey.of("loja");
  public static final String TENANT = "tenant-a";
  public static final String ANA = "5511999990001";

  private SendRecordSamples() {}

  /** The id of a job by a readable name. */
  public static String id(String name) {
    return JobIdFormat.derived(JobIdFormat.JobIdKind.MESSAGE, 0, TENANT, LOJA, name);
  }

  public static SendMessageCommand text(String name, String text, Instant now) {
    return text(name, ANA, text, Lane.NORMAL, now);
  }

  public static SendMessageCommand text(
      String name, String number, String text, Lane lane, Instant now) {
    return new SendMessageCommand(
        1,
        id(name),
        null,
        TENANT,
        "key-1",
        LOJA,
        "loja",
        number,
        text,
        new OutboundMessageContent.TextContent(),
        now,
        null,
        lane,
        0,
        null,
        null,
        null,
        null,
        null,
        "f-" + text,
        "trace-" + name);
  }

  public static SendMessageCommand scheduled(String name, String text, Instant at, Instant now) {
    SendMessageCommand plain = text(name, text, now);
    return new SendMessageCommand(
        1,
        plain.id(),
        plain.id(),
        TENANT,
        "key-1",
        LOJA,
        "loja",
        ANA,
        text,
        plain.content(),
        now,
        at,
        Lane.NORMAL,
        0,
        null,
        null,
        null,
        null,
        null,
        plain.fingerprint(),
        plain.traceId());
  }

  public static SendMessageCommand typed(String name, String text, int delaySeconds, Instant now) {
    SendMessageCommand plain = text(name, text, now);
    return new SendMessageCommand(
        1,
        plain.id(),
        null,
        TENANT,
        "key-1",
        LOJA,
        "loja",
        ANA,
        text,
        plain.content(),
        now,
        null,
        Lane.NORMAL,
        delaySeconds,
        null,
        null,
        null,
        null,
        null,
        plain.fingerprint(),
        plain.traceId());
  }

  public static SendMessageCommand expiring(
      String name, String text, Instant expiresAt, Instant now) {
    SendMessageCommand plain = text(name, text, now);
    return new SendMessageCommand(
        1,
        plain.id(),
        null,
        TENANT,
        "key-1",
        LOJA,
        "loja",
        ANA,
        text,
        plain.content(),
        now,
        null,
        Lane.NORMAL,
        0,
        expiresAt,
        null,
        null,
        null,
        null,
        plain.fingerprint(),
        plain.traceId());
  }

  public static SendMessageCommand ofBatch(String batchId, int index, int size, Instant now) {
    SendMessageCommand plain = text("b" + index, "text " + index, now);
    return new SendMessageCommand(
        1,
        JobIdFormat.ofBatch(batchId, index),
        null,
        TENANT,
        "key-1",
        LOJA,
        "loja",
        "55119" + (90_000_000 + index),
        plain.message(),
        plain.content(),
        now,
        null,
        Lane.NORMAL,
        0,
        null,
        null,
        batchId,
        index,
        size,
        plain.fingerprint(),
        plain.traceId());
  }

  public static ControlCommand control(
      ControlCommand.ControlAction action, String target, Instant scheduledFor, Instant now) {
    return new ControlCommand(
        1, "c-" + action + "-" + target, action, target, TENANT, "key-1", scheduledFor, now, "t");
  }

  public static SendResult started(SendDispatch dispatch) {
    return result(dispatch, SendResult.SendResultKind.STARTED, null, null);
  }

  public static SendResult started(SendDispatch dispatch, String sender) {
    SendResult plain = started(dispatch);
    return new SendResult(
        plain.version(),
        plain.dispatchId(),
        plain.jobId(),
        plain.attempt(),
        plain.tenantId(),
        plain.instance(),
        plain.lane(),
        plain.kind(),
        plain.at(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        sender,
        plain.traceId(),
        false);
  }

  public static SendResult accepted(SendDispatch dispatch, String messageId) {
    return result(dispatch, SendResult.SendResultKind.ACCEPTED, messageId, null);
  }

  public static SendResult result(
      SendDispatch dispatch, SendResult.SendResultKind kind, String messageId, String code) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        kind,
        dispatch.dispatchedAt(),
        messageId,
        code,
        null,
        null,
        "http://evolution",
        12L,
        null,
        null,
        null,
        "sender-1",
        dispatch.traceId(),
        false);
  }

  /**
   * Refused because the number sends too much.
   *
   * @param retryAfterMs null when nothing was said of it
   */
  public static SendResult rateLimited(
      SendDispatch dispatch, SendResult.SendResultKind kind, String code, Long retryAfterMs) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        kind,
        dispatch.dispatchedAt(),
        null,
        code,
        null,
        400,
        "http://evolution",
        12L,
        retryAfterMs,
        null,
        null,
        "sender-1",
        dispatch.traceId(),
        true);
  }

  /** The answer of a server that wants a licence. */
  public static SendResult unlicensed(SendDispatch dispatch) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        SendResult.SendResultKind.NOT_SENT,
        dispatch.dispatchedAt(),
        null,
        SendResult.LICENSE_REQUIRED,
        null,
        503,
        "http://evolution",
        12L,
        null,
        null,
        null,
        "sender-1",
        dispatch.traceId(),
        false);
  }

  /** What a sender learns of an instance by a probe that no dispatch asked for. */
  public static SendResult learned(WhatsAppIntegration integration, Instant at) {
    return new SendResult(
        1,
        null,
        null,
        0,
        TENANT,
        LOJA,
        Lane.MONITORING,
        SendResult.SendResultKind.PROBED,
        at,
        null,
        null,
        null,
        200,
        "http://evolution",
        12L,
        null,
        null,
        integration,
        "sender-1",
        null,
        false);
  }

  public static SendResult probed(SendDispatch dispatch, String connectionState) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        null,
        0,
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        SendResult.SendResultKind.PROBED,
        dispatch.dispatchedAt(),
        null,
        null,
        null,
        200,
        "http://evolution",
        12L,
        null,
        connectionState,
        null,
        "sender-1",
        null,
        false);
  }
}
