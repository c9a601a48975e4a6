// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.dispatch;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.port.OutboxPort;
import java.time.Instant;
import java.util.Locale;

/** Writes the dispatch records, which tell senders what to do. */
public record DispatchRecordWriter(OutboxPort port, OutboxSettings settings) {

  /** Writes a dispatch that shows "typing" to the job's recipient. */
  void presence(SendJob job, SendMessageCommand command, long nowMs) {
    write(job, command, DispatchAction.PRESENCE, nowMs);
  }

  void message(SendJob job, SendMessageCommand command, long nowMs) {
    job.sendOwnId(
        port.binding(job.instance()).map(InstanceBinding::clientMessageIds).orElse(false));
    write(job, command, DispatchAction.SEND, nowMs);
  }

  /** A message id as web clients of WhatsApp form it, the same for every attempt of a job. */
  private static String ownId(SendJob job) {
    return "3EB0" + Sha256Fingerprint.of(job.id()).substring(0, 18).toUpperCase(Locale.ROOT);
  }

  private void write(SendJob job, SendMessageCommand command, DispatchAction action, long nowMs) {
    boolean sends = action == DispatchAction.SEND;
    write(
        new SendDispatch(
            SendDispatch.VERSION,
            action,
            job.dispatchId(),
            job.id(),
            job.attempts() + 1,
            job.tenantId(),
            InstanceKey.parse(job.instance()),
            job.lane(),
            command.phoneNumber(),
            sends ? command.message() : null,
            sends ? command.content() : null,
            sends ? 0 : job.identity().typingMs(),
            sends && job.hasOwnId() ? ownId(job) : null,
            Instant.ofEpochMilli(nowMs),
            Instant.ofEpochMilli(nowMs).plus(settings.claimWithin()),
            job.identity().traceId()));
  }

  /** Writes a dispatch that asks for the connection state of an instance. */
  void probe(String instance, String tenantId, long nowMs) {
    write(
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
            null));
  }

  private void write(SendDispatch dispatch) {
    port.write(Topic.SEND_DISPATCH, dispatch.instance().text(), dispatch, dispatch.traceId());
  }
}
