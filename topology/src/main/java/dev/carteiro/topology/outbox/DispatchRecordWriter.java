// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import java.time.Instant;
import java.util.Locale;

/** Writes the dispatch records, which tell senders what to do. */
final class DispatchRecordWriter {
  private final OutboxPort port;
  private final OutboxSettings settings;

  DispatchRecordWriter(OutboxPort port, OutboxSettings settings) {
    this.port = port;
    this.settings = settings;
  }

  /** Writes a dispatch that shows "typing" to the job's recipient. */
  void presence(SendJob job, SendMessageCommand command, long nowMs) {
    write(job, command, DispatchAction.PRESENCE, null, nowMs);
  }

  /** Writes a dispatch that sends the job's message. */
  void message(SendJob job, SendMessageCommand command, long nowMs) {
    job.hasOwnId =
        port.binding(job.instance()).map(InstanceBinding::clientMessageIds).orElse(false);
    write(job, command, DispatchAction.SEND, job.hasOwnId ? ownId(job) : null, nowMs);
  }

  /** A message id as web clients of WhatsApp form it, the same for every attempt of a job. */
  private static String ownId(SendJob job) {
    return "3EB0" + Sha256Fingerprint.of(job.id()).substring(0, 18).toUpperCase(Locale.ROOT);
  }

  private void write(
      SendJob job,
      SendMessageCommand command,
      DispatchAction action,
      String clientMessageId,
      long nowMs) {
    port.write(
        Topic.SEND_DISPATCH,
        job.instance(),
        new SendDispatch(
            SendDispatch.VERSION,
            action,
            job.dispatchId,
            job.id(),
            job.attempts + 1,
            job.identity.tenantId(),
            InstanceKey.parse(job.instance()),
            job.lane,
            command.phoneNumber(),
            action == DispatchAction.SEND ? command.message() : null,
            action == DispatchAction.SEND ? command.content() : null,
            action == DispatchAction.PRESENCE ? job.identity.typingMs() : 0,
            clientMessageId,
            Instant.ofEpochMilli(nowMs),
            Instant.ofEpochMilli(nowMs).plus(settings.claimWithin()),
            job.identity.traceId()),
        job.identity.traceId());
  }

  /** Writes a dispatch that asks for the connection state of an instance. */
  void probe(String instance, String tenantId, long nowMs) {
    port.write(
        Topic.SEND_DISPATCH,
        instance,
        new SendDispatch(
            SendDispatch.VERSION,
            DispatchAction.PROBE,
            "probe:" + nowMs,
            null,
            0,
            tenantId,
            InstanceKey.parse(instance),
            Lane.MONITORING,
            null,
            null,
            null,
            0,
            null,
            Instant.ofEpochMilli(nowMs),
            Instant.ofEpochMilli(nowMs).plus(settings.claimWithin()),
            null),
        null);
  }
}
