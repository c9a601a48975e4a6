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
  /** The feed's topics. */
  static final Map<Topic, LiveTopic> TOPICS =
      Map.of(
          Topic.MESSAGE,
          new LiveTopic('m', value -> message(parse(value, MessageEvent.class))),
          Topic.INSTANCE_STATUS,
          new LiveTopic('i', value -> instance(parse(value, InstanceStatusEvent.class))),
          Topic.SEND_STATE,
          new LiveTopic(
              'j',
              value ->
                  Optional.of(
                      parse(value, SendStateEvent.class)
                          .fold(LiveEventReader::job, LiveEventReader::batch))),
          Topic.ALERT,
          new LiveTopic('a', value -> Optional.of(alert(parse(value, AlertEvent.class)))));

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

  /**
   * A topic of the feed.
   *
   * @param letter stands for it in a {@link LiveEventId}; must never change
   */
  record LiveTopic(char letter, LiveRecordParser parser) {}

  private interface LiveRecordParser {
    Optional<LiveEventDraft> parse(byte[] value) throws IOException;
  }

  private record LiveEventDraft(
      LiveEventType type, Instant at, String tenantId, InstanceKey instance, Object data) {}

  /**
   * Converts a record; empty for a tombstone, an outdated instance state, or a message that only
   * refers to another one.
   *
   * @throws IOException if the record is not valid for its topic
   */
  Optional<LiveEvent> read(ConsumerRecord<byte[], byte[]> record, boolean past) throws IOException {
    LiveTopic topic = TOPICS.get(Topic.named(record.topic()).orElseThrow());
    if (record.value() == null) {
      return Optional.empty();
    }
    LiveEventId id =
        new LiveEventId(topic.letter(), record.partition(), record.offset(), record.timestamp());
    return topic.parser().parse(record.value()).map(draft -> event(id, draft, past));
  }

  private static <T> T parse(byte[] value, Class<T> type) throws IOException {
    return MAPPER.readValue(value, type);
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

  private static Optional<LiveEventDraft> instance(InstanceStatusEvent event) {
    if (!event.current()) {
      return Optional.empty();
    }
    return Optional.of(
        new LiveEventDraft(
            INSTANCE_STATE, event.receivedAt(), event.tenantId(), event.instance(), dataOf(event)));
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
