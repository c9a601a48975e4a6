// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Converts a record of any stored topic to the rows that it becomes. */
public final class SinkRecordReader {
  // Numbers of raw payloads are stored with all their digits.
  private static final ObjectReader READER =
      Json.mapper().reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /**
   * Converts a record.
   *
   * @throws UnreadableRecordException if its value is not what the topic's catalogue entry says
   */
  public RowChange read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException {
    Topic topic =
        Topic.named(record.topic())
            .orElseThrow(() -> new UnreadableRecordException("the topic is not in the catalogue"));
    return switch (topic) {
      case MESSAGE ->
          MessageRowMapper.change(parse(record, MessageEvent.class), time(record), header(record));
      case MESSAGE_STATUS -> status(record);
      case INSTANCE_STATUS ->
          instanceStatus(parse(record, InstanceStatusEvent.class), header(record));
      case EVENT -> event(parse(record, EvolutionEvent.class), header(record));
      case DEAD_LETTER -> deadLetter(parse(record, DeadLetter.class));
      case INSTANCE -> binding(record);
      case TENANT -> tenant(record);
      case WEBHOOK -> WebhookRowMapper.change(record);
      case API_KEY -> throw new UnreadableRecordException("API keys are not stored");
      case SEND_STATE -> OutboxRowMapper.state(parse(record, SendStateEvent.class));
      case SEND_RESULT -> OutboxRowMapper.result(parse(record, SendResult.class));
      case ALERT -> OutboxRowMapper.alert(parse(record, AlertEvent.class));
      case AUDIT -> OutboxRowMapper.audit(parse(record, AuditEvent.class));
      case SEND_MESSAGE,
          SCHEDULE_MESSAGE,
          SEND_DISPATCH,
          COMMAND_REPLY,
          PERMIT_REQUEST,
          PERMIT,
          CLOCK ->
          throw new UnreadableRecordException("records of this topic are not stored");
    };
  }

  private static RowChange status(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    MessageStatusEvent event = parse(record, MessageStatusEvent.class);
    // A receipt of a group's member has no status of the message.
    MessageReceiptEvent receipt =
        event.status() == null ? parse(record, MessageReceiptEvent.class) : null;
    return receipt != null && receipt.participant() != null
        ? receipt(receipt, header(record))
        : status(event, header(record));
  }

  private static RowChange receipt(MessageReceiptEvent event, Optional<Instant> header)
      throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("messageId", event.messageId());
    RequiredField.field("reached", event.reached());
    RequiredField.field("receivedAt", event.receivedAt());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        header.orElse(event.receivedAt()),
        batch -> {
          batch.receipts.add(MessageReceiptsTable.MessageReceiptRow.of(event));
          AddressLinksTable.add(
              batch,
              event.tenantId(),
              event.instance(),
              event.participant(),
              event.participantAlt(),
              event.receivedAt());
        });
  }

  private static RowChange status(MessageStatusEvent event, Optional<Instant> header)
      throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("messageId", event.messageId());
    RequiredField.field("status", event.status());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        header.orElse(event.receivedAt()),
        batch -> batch.statuses.add(event));
  }

  private static RowChange instanceStatus(InstanceStatusEvent event, Optional<Instant> header)
      throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("eventId", event.eventId());
    RequiredField.field("state", event.state());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        header.orElse(event.receivedAt()),
        batch -> {
          batch.instanceStatuses.add(event);
          if (event.current()) {
            batch.connectionStates.add(event);
          }
        });
  }

  private static RowChange event(EvolutionEvent event, Optional<Instant> header)
      throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("eventId", event.eventId());
    RequiredField.field("receivedAt", event.receivedAt());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        header.orElse(event.receivedAt()),
        batch -> {
          batch.events.add(event);
          ContactChatRowMapper.add(event, batch);
        });
  }

  private static RowChange deadLetter(DeadLetter letter) throws UnreadableRecordException {
    RequiredField.field("id", letter.id());
    RequiredField.field("reason", letter.reason());
    return new RowChange(
        letter.tenantId(), letter.traceId(), null, batch -> batch.deadLetters.add(letter));
  }

  private static RowChange binding(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    if (record.value() == null) {
      InstanceKey instance = instanceOf(record);
      return new RowChange(
          null,
          null,
          null,
          batch -> batch.bindings.add(InstanceBindingRow.unbound(instance, time(record))));
    }
    InstanceBinding binding = parse(record, InstanceBinding.class);
    RequiredField.field("instance", binding.instance());
    RequiredField.field("tenantId", binding.tenantId());
    return new RowChange(
        binding.tenantId(),
        null,
        null,
        batch -> batch.bindings.add(InstanceBindingRow.bound(binding, time(record))));
  }

  private static RowChange tenant(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    if (record.value() == null) {
      String tenantId = RequiredField.field("key", key(record));
      return new RowChange(
          tenantId,
          null,
          null,
          batch -> batch.tenants.add(new TenantsTable.TenantRow(tenantId, null, time(record))));
    }
    TenantRecord tenant = parse(record, TenantRecord.class);
    RequiredField.field("tenantId", tenant.tenantId());
    return new RowChange(
        tenant.tenantId(),
        null,
        null,
        batch -> batch.tenants.add(new TenantsTable.TenantRow(tenant.tenantId(), tenant, null)));
  }

  private static <T> T parse(ConsumerRecord<byte[], byte[]> record, Class<T> type)
      throws UnreadableRecordException {
    if (record.value() == null) {
      throw new UnreadableRecordException("the record has no value");
    }
    T value;
    try {
      value = READER.forType(type).readValue(record.value());
    } catch (IOException e) {
      // Not the parser's message, which quotes the content.
      throw new UnreadableRecordException(
          "the value is not a %s (%s)"
              .formatted(type.getSimpleName(), e.getClass().getSimpleName()),
          e);
    }
    if (value == null) {
      throw new UnreadableRecordException("the value is a JSON null");
    }
    return value;
  }

  private static InstanceKey instanceOf(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    try {
      return InstanceKey.parse(RequiredField.field("key", key(record)));
    } catch (IllegalArgumentException e) {
      throw new UnreadableRecordException("the key is not an instance: " + e.getMessage(), e);
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
  }

  private static Instant time(ConsumerRecord<byte[], byte[]> record) {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** When the bridge received the webhook; empty when the record has no such header. */
  private static Optional<Instant> header(ConsumerRecord<byte[], byte[]> record) {
    return ReceivedAtHeader.of(record.headers());
  }
}
