// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.MessageContent;
import dev.carteiro.contract.send.SendCommand;
import java.time.Instant;

/** A command that differs from another one. */
final class Command {
  private final SendCommand like;
  private String tenant;
  private MessageContent content;
  private Instant expiresAt;
  private Instant scheduledFor;
  private int delaySeconds;

  Command(SendCommand like) {
    this.like = like;
    this.tenant = like.tenantId();
    this.content = like.content();
    this.expiresAt = like.expiresAt();
    this.scheduledFor = like.scheduledFor();
    this.delaySeconds = like.delaySeconds();
  }

  Command content(MessageContent other) {
    content = other;
    return this;
  }

  Command expiresAt(Instant other) {
    expiresAt = other;
    return this;
  }

  Command scheduledFor(Instant other) {
    scheduledFor = other;
    return this;
  }

  Command typing(int seconds) {
    delaySeconds = seconds;
    return this;
  }

  Command tenant(String other) {
    tenant = other;
    return this;
  }

  SendCommand build() {
    return new SendCommand(
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
