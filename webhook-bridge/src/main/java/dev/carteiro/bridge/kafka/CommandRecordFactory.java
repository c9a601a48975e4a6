// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobIdFormat.JobIdKind;
import dev.carteiro.contract.send.JobIdFormat.ParsedJobId;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Creates ids and records of commands to the outbox. All about an instance or its jobs go to the
 * partition whose task holds them; {@code partitions} is the count of instance-keyed topics.
 */
public record CommandRecordFactory(int partitions) {

  /** The partition of an instance, as Kafka's default partitioner chooses it for the key. */
  int partition(InstanceKey instance) {
    return KeyPartitioner.of(instance.text(), partitions);
  }

  /** An id of a job or batch: the same for the same identity, random without one. */
  public String id(
      JobIdKind kind, String tenantId, InstanceKey instance, Optional<String> identity) {
    int partition = partition(instance);
    return identity
        .map(known -> JobIdFormat.derived(kind, partition, tenantId, instance, known))
        .orElseGet(() -> JobIdFormat.random(kind, partition, random()));
  }

  /** Identifies a request over its repeats: by its Idempotency-Key, else by the caller's id. */
  public static Optional<String> identity(Optional<String> idempotencyKey, String clientId) {
    return idempotencyKey
        .map(key -> "key:" + key)
        .or(() -> Optional.ofNullable(clientId).map(id -> "id:" + id));
  }

  public ProducerRecord<String, byte[]> of(JobIdKind kind, SendMessageCommand command) {
    return command(
        kind, partition(command.instance()), command.instance().text(), command, command.traceId());
  }

  /** The record of a command about an existing job, schedule or batch. */
  public ProducerRecord<String, byte[]> of(ParsedJobId target, ControlCommand command) {
    return command(target.kind(), target.partition(), command.target(), command, command.traceId());
  }

  /** Parses an id; empty when this system cannot have issued it. */
  public Optional<ParsedJobId> parse(String id) {
    return JobIdFormat.parse(id).filter(parts -> parts.partition() < partitions);
  }

  public static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static ProducerRecord<String, byte[]> command(
      JobIdKind kind, int partition, String key, OutboxCommand command, String traceId) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(kind.topic().topicName(), partition, key, Json.write(command));
    message.headers().add(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.bytes(traceId));
    return message;
  }
}
