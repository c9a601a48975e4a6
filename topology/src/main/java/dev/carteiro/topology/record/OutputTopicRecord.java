// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.secret.SecretMasker;
import java.time.Instant;
import java.util.List;

/**
 * A record to be written to an output topic.
 *
 * @param value the event as JSON
 * @param reason why it is a dead letter; null for everything else
 */
public record OutputTopicRecord(
    RecordOrigin origin,
    int index,
    String tenantId,
    Topic topic,
    byte[] value,
    DeadLetter.Reason reason)
    implements OriginTrackedRecord {
  private static final SecretMasker SECRETS = new SecretMasker(List.of());

  public static OutputTopicRecord of(OriginTrackedRecord cause, MessageEvent event) {
    return of(cause, event.tenantId(), Topic.MESSAGE, event);
  }

  public static OutputTopicRecord of(OriginTrackedRecord cause, MessageStatusEvent event) {
    return of(cause, event.tenantId(), Topic.MESSAGE_STATUS, event);
  }

  public static OutputTopicRecord of(OriginTrackedRecord cause, MessageReceiptEvent event) {
    return of(cause, event.tenantId(), Topic.MESSAGE_STATUS, event);
  }

  public static OutputTopicRecord of(OriginTrackedRecord cause, InstanceStatusEvent event) {
    return of(cause, event.tenantId(), Topic.INSTANCE_STATUS, event);
  }

  public static OutputTopicRecord of(OriginTrackedRecord cause, EvolutionEvent event) {
    return of(cause, event.tenantId(), Topic.EVENT, event);
  }

  private static OutputTopicRecord of(
      OriginTrackedRecord cause, String tenantId, Topic topic, Object event) {
    return new OutputTopicRecord(
        cause.origin(), cause.index(), tenantId, topic, Json.write(event), null);
  }

  /** The dead letter of a whole webhook or of one of its facts. */
  public static OutputTopicRecord deadLetter(
      OriginTrackedRecord cause,
      String stage,
      DeadLetter.Reason reason,
      String detail,
      String event,
      Instant now) {
    DeadLetter letter =
        deadLetter(
            cause.origin(), cause.index(), cause.tenantId(), stage, reason, detail, event, now);
    return new OutputTopicRecord(
        cause.origin(),
        cause.index(),
        cause.tenantId(),
        Topic.DEAD_LETTER,
        Json.write(letter),
        reason);
  }

  /** The dead letter of an input record of which only the origin is known. */
  public static OutputTopicRecord deadLetter(
      RecordOrigin origin,
      String stage,
      DeadLetter.Reason reason,
      String detail,
      String event,
      Instant now) {
    DeadLetter letter = deadLetter(origin, 0, null, stage, reason, detail, event, now);
    return new OutputTopicRecord(origin, 0, null, Topic.DEAD_LETTER, Json.write(letter), reason);
  }

  private static DeadLetter deadLetter(
      RecordOrigin origin,
      int index,
      String tenantId,
      String stage,
      DeadLetter.Reason reason,
      String detail,
      String event,
      Instant now) {
    return new DeadLetter(
        DeadLetter.VERSION,
        origin.topic() + "-" + origin.partition() + "-" + origin.offset() + "-" + index,
        stage,
        reason,
        detail,
        tenantId,
        origin.key(),
        event,
        origin.topic(),
        origin.partition(),
        origin.offset(),
        origin.headers(),
        masked(origin),
        now,
        origin.traceId());
  }

  /**
   * The origin's bytes; those of a webhook are masked again, because an earlier version of the
   * bridge may have masked less.
   */
  private static byte[] masked(RecordOrigin origin) {
    if (origin.bytes() == null || !Topic.WEBHOOK.topicName().equals(origin.topic())) {
      return origin.bytes();
    }
    byte[] bytes = origin.bytes().clone();
    SECRETS.apply(bytes);
    return bytes;
  }
}
