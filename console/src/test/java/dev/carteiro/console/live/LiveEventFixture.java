// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events as the source gives them. */
final class LiveEventFixture {
  static final long T0 = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private LiveEventFixture() {}

  /** A new message of a tenant's instance; its offset and its time count up together. */
  static LiveEvent message(String tenant, long offset) {
    return event(LiveEventType.MESSAGE_NEW, tenant, "default/of-" + tenant, offset, T0 + offset);
  }

  static LiveEvent event(
      LiveEventType type, String tenant, String instance, long offset, long timeMs) {
    LiveEventId id = new LiveEventId('m', 0, offset, timeMs);
    LiveEventDataMapper.LiveEventEnvelope envelope =
        new LiveEventDataMapper.LiveEventEnvelope(
            id.text(),
            type.text(),
            Instant.ofEpochMilli(timeMs),
            tenant,
            instance,
            Map.of("offset", offset, "secretOf", String.valueOf(tenant)));
    return new LiveEvent(id, type, tenant, instance, timeMs, false, Json.write(envelope));
  }

  static LiveEvent past(LiveEvent event) {
    return new LiveEvent(
        event.id(),
        event.type(),
        event.tenantId(),
        event.instance(),
        event.timeMs(),
        true,
        event.json());
  }

  static MessageBody body(String text) {
    return Json.mapper()
        .convertValue(
            Json.mapper()
                .createObjectNode()
                .putPOJO("chatId", "5511999999999@s.whatsapp.net")
                .putPOJO("sender", "5511999999999@s.whatsapp.net")
                .putPOJO("pushName", "Ana")
                .putPOJO("type", MessageType.TEXT)
                .putPOJO("evolutionType", "conversation")
                .putPOJO("text", text)
                .putPOJO("sentAt", Instant.parse("2026-11-21T11:59:59Z"))
                .putPOJO("receivedAt", Instant.parse("2026-11-21T12:00:00Z"))
                .putPOJO("source", "android")
                .putPOJO("raw", Json.mapper().createObjectNode().put("secret", "RAW")),
            MessageBody.class);
  }

  static MessageEvent message(
      MessageEvent.MessageChangeKind change, MessageBody body, String text) {
    return new MessageEvent(
        MessageEvent.VERSION,
        change,
        "a",
        InstanceKey.of("of-a"),
        "3EB0",
        1,
        body,
        MessageStatus.DELIVERY_ACK,
        Instant.parse("2026-11-21T12:00:00Z"),
        null,
        List.of(),
        text,
        null,
        null,
        List.of(),
        "trace",
        Instant.parse("2026-11-21T12:00:01Z"));
  }
}
