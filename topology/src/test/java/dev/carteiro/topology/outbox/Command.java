// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.MessageContent;
import dev.carteiro.contract.send.SendCommand;
import java.time.Instant;

/** A command that differs from another one. */
final class Command {
  private final SendCommand like;
  private MessageContent content;
  private Lane lane;
  private Instant expiresAt;
  private Instant scheduledFor;
  private int delaySeconds;
  private String number;

  Command(SendCommand like) {
    this.like = like;
    this.content = like.content();
    this.lane = like.priority();
    this.expiresAt = like.expiresAt();
    this.scheduledFor = like.scheduledFor();
    this.delaySeconds = like.delaySeconds();
    this.number = like.phoneNumber();
  }

  Command content(MessageContent other) {
    content = other;
    return this;
  }

  Command lane(Lane other) {
    lane = other;
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

  Command to(String other) {
    number = other;
    return this;
  }

  SendCommand build() {
    return new SendCommand(
        like.version(),
        like.id(),
        like.scheduleId(),
        like.tenantId(),
        like.userId(),
        like.instance(),
        like.instanceName(),
        number,
        like.message(),
        content,
        like.timestamp(),
        scheduledFor,
        lane,
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
