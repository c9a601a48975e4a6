// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static dev.carteiro.console.live.LiveEventDataMapper.dataOf;
import static dev.carteiro.console.live.LiveEventDataMapper.words;
import static dev.carteiro.console.live.LiveEventType.BATCH_STATE;
import static dev.carteiro.console.live.LiveEventType.INSTANCE_STATE;
import static dev.carteiro.console.live.LiveEventType.JOB_STATE;
import static dev.carteiro.console.live.LiveEventType.MESSAGE_EDITED;
import static dev.carteiro.console.live.LiveEventType.MESSAGE_NEW;
import static dev.carteiro.console.live.LiveEventType.MESSAGE_STATUS;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carteiro.console.live.LiveEventDataMapper.LiveEventEnvelope;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendStateEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Converts records of the live feed's topics into events. */
final class LiveEventReader {
  /** The topics, each with its letter in a {@link LiveEventId}, which must never change. */
  static final Map<Topic, Character> TOPICS =
      Map.of(
          Topic.MESSAGE, 'm',
          Topic.INSTANCE_STATUS, 'i',
          Topic.SEND_STATE, 'j',
          Topic.ALERT, 'a');

  /** Skips raw webhooks and inlined media, which may take megabytes, while parsing. */
  private static final JsonMapper MAPPER =
      Json.mapper()
          .rebuild()
          .addMixIn(MessageBody.class, RawWebhookMixin.class)
          .addMixIn(MediaReference.class, MediaContentMixin.class)
          .addMixIn(SendMessageCommand.class, SendContentMixin.class)
          .build();

  @JsonIgnoreProperties("raw")
  private interface RawWebhookMixin {}

  @JsonIgnoreProperties("base64")
  private interface MediaContentMixin {}

  @JsonIgnoreProperties("content")
  private interface SendContentMixin {}

  private record LiveEventDraft(
      LiveEventType type, Instant at, String tenantId, InstanceKey instance, Object data) {}

  /**
   * Converts a record; empty for a tombstone, an outdated instance state, or a message that only
   * refers to another one.
   *
   * @throws IOException if the record is not valid for its topic
   */
  Optional<LiveEvent> read(ConsumerRecord<byte[], byte[]> record, boolean past) throws IOException {
    Topic topic = Topic.named(record.topic()).orElseThrow();
    if (record.value() == null) {
      return Optional.empty();
    }
    LiveEventId id =
        new LiveEventId(TOPICS.get(topic), record.partition(), record.offset(), record.timestamp());
    return draft(topic, record.value()).map(draft -> event(id, draft, past));
  }

  private static Optional<LiveEventDraft> draft(Topic topic, byte[] value) throws IOException {
    return switch (topic) {
      case MESSAGE -> message(MAPPER.readValue(value, MessageEvent.class));
      case INSTANCE_STATUS ->
          Optional.of(MAPPER.readValue(value, InstanceStatusEvent.class))
              .filter(InstanceStatusEvent::current)
              .map(LiveEventReader::instance);
      case SEND_STATE ->
          Optional.of(
              MAPPER
                  .readValue(value, SendStateEvent.class)
                  .fold(LiveEventReader::job, LiveEventReader::batch));
      case ALERT -> Optional.of(alert(MAPPER.readValue(value, AlertEvent.class)));
      case WEBHOOK,
          INSTANCE,
          MESSAGE_STATUS,
          EVENT,
          SEND_MESSAGE,
          SCHEDULE_MESSAGE,
          SEND_DISPATCH,
          SEND_RESULT,
          COMMAND_REPLY,
          PERMIT_REQUEST,
          PERMIT,
          DEAD_LETTER,
          AUDIT,
          TENANT,
          API_KEY,
          CLOCK ->
          throw new IOException("not a topic of the feed: " + topic);
    };
  }

  /** A reaction or a vote is no event of its own: it is reported as the other message's change. */
  private static Optional<LiveEventDraft> message(MessageEvent event) throws IOException {
    if (event.change() == null) {
      throw new IOException("a message's record without what changed");
    }
    if (event.change() == MessageChangeKind.CREATED
        && event.body() != null
        && !event.body().standsAlone()) {
      return Optional.empty();
    }
    LiveEventType type =
        switch (event.change()) {
          case CREATED -> MESSAGE_NEW;
          case STATUS -> MESSAGE_STATUS;
          case EDITED, DELETED, REACTION -> MESSAGE_EDITED;
        };
    return Optional.of(
        new LiveEventDraft(
            type, event.changedAt(), event.tenantId(), event.instance(), dataOf(event)));
  }

  private static LiveEventDraft instance(InstanceStatusEvent event) {
    return new LiveEventDraft(
        INSTANCE_STATE, event.receivedAt(), event.tenantId(), event.instance(), dataOf(event));
  }

  private static LiveEventDraft batch(BatchEvent batch) {
    return new LiveEventDraft(
        BATCH_STATE, batch.at(), batch.tenantId(), batch.instance(), dataOf(batch));
  }

  private static LiveEventDraft job(JobEvent job) {
    return new LiveEventDraft(JOB_STATE, job.at(), job.tenantId(), job.instance(), dataOf(job));
  }

  private static LiveEventDraft alert(AlertEvent event) {
    return new LiveEventDraft(
        LiveEventType.ALERT, event.at(), event.tenantId(), event.instance(), dataOf(event));
  }

  private static LiveEvent event(LiveEventId id, LiveEventDraft draft, boolean past) {
    String instance = draft.instance() == null ? null : draft.instance().text();
    LiveEventEnvelope envelope =
        new LiveEventEnvelope(
            id.text(),
            draft.type().text(),
            draft.at(),
            draft.tenantId(),
            words(instance),
            draft.data());
    return new LiveEvent(
        id, draft.type(), draft.tenantId(), instance, id.timeMs(), past, Json.write(envelope));
  }
}
