// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Partitioning;
import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendCommand;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Where commands go: every command of an instance, and every one that names a job of it, to the one
 * partition whose task holds them.
 *
 * @param partitions of every topic keyed by instance
 */
record OutboxRecords(int partitions) {

  /** The partition of an instance, as Kafka's default partitioner chooses it for the key. */
  int partition(InstanceKey instance) {
    return Partitioning.of(instance.text(), partitions);
  }

  /**
   * A job's or batch's id: the same for the same identity, random without one.
   *
   * @param identity what the caller calls the request, see {@link #identity}
   */
  String id(JobId.Kind kind, String tenantId, InstanceKey instance, Optional<String> identity) {
    int partition = partition(instance);
    return identity
        .map(known -> JobId.derived(kind, partition, tenantId, instance, known))
        .orElseGet(() -> JobId.random(kind, partition, random()));
  }

  /** What makes a repeat the same request: its Idempotency-Key, or else the caller's own id. */
  static Optional<String> identity(Optional<String> idempotencyKey, String clientId) {
    return idempotencyKey
        .map(key -> "key:" + key)
        .or(() -> Optional.ofNullable(clientId).map(id -> "id:" + id));
  }

  /** A command that makes a job. */
  ProducerRecord<String, byte[]> of(JobId.Kind kind, SendCommand command) {
    return command(
        kind, partition(command.instance()), command.instance().text(), command, command.traceId());
  }

  /** A command about a job, schedule or batch that exists. */
  ProducerRecord<String, byte[]> of(JobId.Parts target, ControlCommand command) {
    return command(target.kind(), target.partition(), command.target(), command, command.traceId());
  }

  /** An id taken apart, if it is one that this system can have given. */
  Optional<JobId.Parts> parse(String id) {
    return JobId.parse(id).filter(parts -> parts.partition() < partitions);
  }

  /** At least 32 random hexadecimal digits. */
  static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static ProducerRecord<String, byte[]> command(
      JobId.Kind kind, int partition, String key, OutboxCommand command, String traceId) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(kind.topic().topicName(), partition, key, Json.write(command));
    message.headers().add(new RecordHeader(RecordHeaders.TRACE_ID, RecordHeaders.bytes(traceId)));
    return message;
  }
}
