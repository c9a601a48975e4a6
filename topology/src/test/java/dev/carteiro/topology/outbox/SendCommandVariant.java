// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import java.time.Instant;

/** A command that differs from another one. */
final class SendCommandVariant {
  private final SendMessageCommand like;
  private String tenant;
  private OutboundMessageContent content;
  private Instant expiresAt;
  private Instant scheduledFor;
  private int delaySeconds;

  SendCommandVariant(SendMessageCommand like) {
    this.like = like;
    this.tenant = like.tenantId();
    this.content = like.content();
    this.expiresAt = like.expiresAt();
    this.scheduledFor = like.scheduledFor();
    this.delaySeconds = like.delaySeconds();
  }

  SendCommandVariant content(OutboundMessageContent other) {
    content = other;
    return this;
  }

  SendCommandVariant expiresAt(Instant other) {
    expiresAt = other;
    return this;
  }

  SendCommandVariant scheduledFor(Instant other) {
    scheduledFor = other;
    return this;
  }

  SendCommandVariant typing(int seconds) {
    delaySeconds = seconds;
    return this;
  }

  SendCommandVariant tenant(String other) {
    tenant = other;
    return this;
  }

  SendMessageCommand build() {
    return new SendMessageCommand(
        like.version(),
        like.id(),
        like.scheduleId(),
        tenant,
        like.userId(),
        like.instance(),
        like.instanceName(),
        like.phoneNumber(),
        like.message(),
        content,
        like.timestamp(),
        scheduledFor,
        like.priority(),
        delaySeconds,
        expiresAt,
        like.clientId(),
        like.batchId(),
        like.batchIndex(),
        like.batchSize(),
        like.fingerprint(),
        like.traceId());
  }
}
