// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
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

  public static OutputTopicRecord of(
      OriginTrackedRecord cause, Topic topic, String tenantId, Object event) {
    return ofJson(cause, topic, tenantId, Json.write(event));
  }

  public static OutputTopicRecord ofJson(
      OriginTrackedRecord cause, Topic topic, String tenantId, byte[] json) {
    return new OutputTopicRecord(cause.origin(), cause.index(), tenantId, topic, json, null);
  }

  public static OutputTopicRecord deadLetter(
      OriginTrackedRecord cause,
      String stage,
      DeadLetter.Reason reason,
      String detail,
      String event,
      Instant now) {
    RecordOrigin origin = cause.origin();
    DeadLetter letter =
        new DeadLetter(
            DeadLetter.VERSION,
            origin.topic() + "-" + origin.partition() + "-" + origin.offset() + "-" + cause.index(),
            stage,
            reason,
            detail,
            cause.tenantId(),
            origin.key(),
            event,
            origin.topic(),
            origin.partition(),
            origin.offset(),
            origin.headers(),
            masked(origin),
            now,
            origin.traceId());
    return new OutputTopicRecord(
        origin, cause.index(), cause.tenantId(), Topic.DEAD_LETTER, Json.write(letter), reason);
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
