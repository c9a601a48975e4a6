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
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendStateEvent;
import dev.carteiro.sink.table.SinkTopic;
import dev.carteiro.sink.table.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The topics that tables are fed by, each with what a record needs to become rows. */
final class SinkTopics {
  // Numbers of raw payloads are stored with all their digits.
  private static final ObjectReader READER =
      Json.mapper().reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  static final SinkTopic<MessagesTable.MessageRow> MESSAGE =
      new SinkTopic<>(
          Topic.MESSAGE,
          SinkTopics::message,
          row -> row.event().tenantId(),
          row -> row.event().traceId(),
          row -> row.isCreated() ? row.receivedAt() : row.changedAt());

  static final SinkTopic<StatusRecord> MESSAGE_STATUS =
      new SinkTopic<>(
          Topic.MESSAGE_STATUS,
          SinkTopics::status,
          record -> record.status().tenantId(),
          record -> record.status().traceId(),
          record -> record.status().receivedAt());

  static final SinkTopic<InstanceStatusEvent> INSTANCE_STATUS =
      new SinkTopic<>(
          Topic.INSTANCE_STATUS,
          SinkTopics::instanceStatus,
          InstanceStatusEvent::tenantId,
          InstanceStatusEvent::traceId,
          InstanceStatusEvent::receivedAt);

  static final SinkTopic<EvolutionEvent> EVENT =
      new SinkTopic<>(
          Topic.EVENT,
          SinkTopics::event,
          EvolutionEvent::tenantId,
          EvolutionEvent::traceId,
          EvolutionEvent::receivedAt);

  static final SinkTopic<DeadLetter> DEAD_LETTER =
      new SinkTopic<>(
          Topic.DEAD_LETTER,
          SinkTopics::deadLetter,
          DeadLetter::tenantId,
          DeadLetter::traceId,
          null);

  static final SinkTopic<InstanceTables.BindingRow> INSTANCE =
      new SinkTopic<>(
          Topic.INSTANCE,
          SinkTopics::binding,
          row -> row.binding() == null ? null : row.binding().tenantId(),
          row -> null,
          null);

  static final SinkTopic<TenantsTable.TenantRow> TENANT =
      new SinkTopic<>(
          Topic.TENANT, SinkTopics::tenant, TenantsTable.TenantRow::tenantId, row -> null, null);

  static final SinkTopic<SendStateEvent> SEND_STATE =
      new SinkTopic<>(
          Topic.SEND_STATE,
          SinkTopics::sendState,
          SendStateEvent::tenantId,
          event -> event.fold(JobEvent::traceId, BatchEvent::traceId),
          null);

  static final SinkTopic<SendResult> SEND_RESULT =
      new SinkTopic<>(
          Topic.SEND_RESULT,
          SinkTopics::sendResult,
          SendResult::tenantId,
          SendResult::traceId,
          null);

  static final SinkTopic<AlertEvent> ALERT =
      new SinkTopic<>(Topic.ALERT, SinkTopics::alert, AlertEvent::tenantId, event -> null, null);

  static final SinkTopic<AuditEvent> AUDIT =
      new SinkTopic<>(Topic.AUDIT, SinkTopics::audit, AuditEvent::tenantId, event -> null, null);

  /**
   * A record of the topic of statuses.
   *
   * @param status its {@code status} is null for a receipt
   * @param receipt a receipt of a group's member, which has no status of the message; else null
   */
  record StatusRecord(MessageStatusEvent status, MessageReceiptEvent receipt) {
    Stream<MessageStatusEvent> statuses() {
      return receipt == null ? Stream.of(status) : Stream.empty();
    }

    Stream<MessageReceiptEvent> receipts() {
      return Stream.ofNullable(receipt);
    }
  }

  private SinkTopics() {}

  static Stream<JobEvent> jobs(SendStateEvent event) {
    return event.fold(Stream::of, batch -> Stream.empty());
  }

  static Stream<BatchEvent> batches(SendStateEvent event) {
    return event.fold(job -> Stream.empty(), Stream::of);
  }

  private static MessagesTable.MessageRow message(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    MessageEvent event = parse(record, MessageEvent.class);
    owned(event.tenantId(), event.instance());
    require("messageId", event.messageId());
    require("change", event.change());
    for (MessageEdit edit : event.edits()) {
      require("editId", edit.editId());
      require("kind", edit.kind());
    }
    return new MessagesTable.MessageRow(
        event, event.changedAt() == null ? time(record) : event.changedAt());
  }

  private static StatusRecord status(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    MessageStatusEvent status = parse(record, MessageStatusEvent.class);
    owned(status.tenantId(), status.instance());
    require("messageId", status.messageId());
    if (status.status() != null) {
      return new StatusRecord(status, null);
    }
    MessageReceiptEvent receipt = parse(record, MessageReceiptEvent.class);
    if (receipt.participant() == null) {
      require("status", status.status());
    }
    require("reached", receipt.reached());
    require("receivedAt", receipt.receivedAt());
    return new StatusRecord(status, receipt);
  }

  private static InstanceStatusEvent instanceStatus(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    InstanceStatusEvent event = parse(record, InstanceStatusEvent.class);
    owned(event.tenantId(), event.instance());
    require("eventId", event.eventId());
    require("state", event.state());
    return event;
  }

  private static EvolutionEvent event(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    EvolutionEvent event = parse(record, EvolutionEvent.class);
    owned(event.tenantId(), event.instance());
    require("eventId", event.eventId());
    require("receivedAt", event.receivedAt());
    return event;
  }

  private static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    DeadLetter letter = parse(record, DeadLetter.class);
    require("id", letter.id());
    require("reason", letter.reason());
    return letter;
  }

  private static InstanceTables.BindingRow binding(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    if (record.value() == null) {
      try {
        InstanceKey instance = InstanceKey.parse(key(record));
        return new InstanceTables.BindingRow(instance, null, time(record));
      } catch (IllegalArgumentException e) {
        throw new UnreadableRecordException("the key is not an instance: " + e.getMessage(), e);
      }
    }
    InstanceBinding binding = parse(record, InstanceBinding.class);
    owned(binding.tenantId(), binding.instance());
    return new InstanceTables.BindingRow(
        binding.instance(),
        binding,
        binding.updatedAt() == null ? time(record) : binding.updatedAt());
  }

  private static TenantsTable.TenantRow tenant(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    if (record.value() == null) {
      return new TenantsTable.TenantRow(key(record), null, time(record));
    }
    TenantRecord tenant = parse(record, TenantRecord.class);
    require("tenantId", tenant.tenantId());
    return new TenantsTable.TenantRow(tenant.tenantId(), tenant, null);
  }

  private static SendStateEvent sendState(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    SendStateEvent event = parse(record, SendStateEvent.class);
    return event.fold(SinkTopics::checked, SinkTopics::checked);
  }

  private static SendStateEvent checked(JobEvent event) throws UnreadableRecordException {
    owned(event.tenantId(), event.instance());
    require("jobId", event.jobId());
    require("state", event.state());
    require("at", event.at());
    return event;
  }

  private static SendStateEvent checked(BatchEvent event) throws UnreadableRecordException {
    owned(event.tenantId(), event.instance());
    require("batchId", event.batchId());
    require("state", event.state());
    require("at", event.at());
    return event;
  }

  private static SendResult sendResult(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    SendResult result = parse(record, SendResult.class);
    require("kind", result.kind());
    if (SendAttemptsTable.isOfAttempt(result)) {
      require("dispatchId", result.dispatchId());
      require("jobId", result.jobId());
    }
    if (SendAttemptsTable.isOfAttempt(result) || InstanceTables.namesIntegration(result)) {
      owned(result.tenantId(), result.instance());
      require("at", result.at());
    }
    return result;
  }

  private static AlertEvent alert(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    AlertEvent event = parse(record, AlertEvent.class);
    require("id", event.id());
    require("rule", event.rule());
    require("state", event.state());
    require("at", event.at());
    return event;
  }

  private static AuditEvent audit(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    AuditEvent event = parse(record, AuditEvent.class);
    require("id", event.id());
    require("action", event.action());
    require("at", event.at());
    return event;
  }

  /** Parses the value of a record, which must have one. */
  static <T> T parse(ConsumerRecord<byte[], byte[]> record, Class<T> type)
      throws UnreadableRecordException {
    require("value", record.value());
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

  static void owned(String tenantId, InstanceKey instance) throws UnreadableRecordException {
    require("tenantId", tenantId);
    require("instance", instance);
  }

  static void require(String name, Object value) throws UnreadableRecordException {
    if (value == null) {
      throw new UnreadableRecordException("the record has no " + name);
    }
  }

  private static String key(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    require("key", record.key());
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  private static Instant time(ConsumerRecord<byte[], byte[]> record) {
    return Instant.ofEpochMilli(record.timestamp());
  }
}
