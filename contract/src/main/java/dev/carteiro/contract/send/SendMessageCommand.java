// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.function.Function;

/**
 * A command to send one message, now or at a given time. The bridge has validated it and checked
 * that the instance was the tenant's.
 *
 * @param id id of the job, made by {@link JobIdFormat}
 * @param scheduleId the same id for a schedule; null for an immediate message
 * @param tenantId the caller's tenant
 * @param userId id of the caller's API key
 * @param instanceName its bare name, as the request named it
 * @param phoneNumber recipient exactly as the request named it: digits, or a jid; never rewritten
 * @param message text, caption or question; null when the content has none
 * @param content never null; {@link OutboundMessageContent.TextContent} for a plain text
 * @param scheduledFor when it is to be sent; null for at once
 * @param delaySeconds how long "typing" is shown before the message is sent; 0 for not at all
 * @param expiresAt from when on the message is not sent any more; null for never
 * @param clientId the caller's own name for it; null for none
 * @param batchId id of the bulk request; null for none
 * @param batchIndex position in the bulk request, from 0
 * @param batchSize how many messages the bulk request has
 * @param fingerprint fingerprint of the request's content, by which a different request with the
 *     same id is noticed
 */
@JsonTypeName("send")
public record SendMessageCommand(
    int version,
    String id,
    String scheduleId,
    String tenantId,
    String userId,
    InstanceKey instance,
    String instanceName,
    String phoneNumber,
    String message,
    OutboundMessageContent content,
    Instant timestamp,
    Instant scheduledFor,
    Lane priority,
    int delaySeconds,
    Instant expiresAt,
    String clientId,
    String batchId,
    Integer batchIndex,
    Integer batchSize,
    String fingerprint,
    String traceId)
    implements OutboxCommand {

  public static final int VERSION = 1;

  @Override
  public <T> T fold(Function<SendMessageCommand, T> send, Function<ControlCommand, T> control) {
    return send.apply(this);
  }

  /** A copy without inlined media, for records that only report the command. */
  public SendMessageCommand slim() {
    return new SendMessageCommand(
        version,
        id,
        scheduleId,
        tenantId,
        userId,
        instance,
        instanceName,
        phoneNumber,
        message,
        content.slim(),
        timestamp,
        scheduledFor,
        priority,
        delaySeconds,
        expiresAt,
        clientId,
        batchId,
        batchIndex,
        batchSize,
        fingerprint,
        traceId);
  }
}
