// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Builds the parts of outgoing messages in the JSON that Evolution 2.3.7 returns and echoes: binary
 * data as an object of numbered bytes, 64-bit numbers as two halves.
 */
public final class OutgoingContentFactory {
  static final int KEY_BYTES = 32;

  /** Age of the setting for disappearing messages: two days, as in every recorded chat. */
  private static final long EPHEMERAL_SET_SECONDS_AGO = 172_800;

  private final Clock clock;

  public OutgoingContentFactory(Clock clock) {
    this.clock = clock;
  }

  /** Adds the fields that say where WhatsApp stores a file. */
  void stored(ObjectNode media) {
    media.set("fileEncSha256", bytes(KEY_BYTES));
    media.put("directPath", "/lab/up");
    media.set("mediaKeyTimestamp", number(clock.instant().getEpochSecond(), false));
  }

  static OutgoingMessageContent withContext(
      String type, ObjectNode content, ObjectNode context, String summary) {
    content.set("contextInfo", context);
    ObjectNode message = node();
    message.set(type, content);
    return new OutgoingMessageContent(type, message, context, summary);
  }

  ObjectNode context() {
    ObjectNode context = node();
    context.putArray("mentionedJid");
    context.putArray("groupMentions");
    disappearing(context);
    return context;
  }

  void disappearing(ObjectNode context) {
    context.set(
        "ephemeralSettingTimestamp",
        number(clock.instant().getEpochSecond() - EPHEMERAL_SET_SECONDS_AGO, false));
    context.putObject("disappearingMode").put("initiator", 0);
  }

  static ObjectNode number(long value, boolean unsigned) {
    return node()
        .put("low", (int) value)
        .put("high", (int) (value >>> Integer.SIZE))
        .put("unsigned", unsigned);
  }

  static ObjectNode bytes(int count) {
    ObjectNode bytes = node();
    for (int i = 0; i < count; i++) {
      bytes.put(Integer.toString(i), ThreadLocalRandom.current().nextInt(256));
    }
    return bytes;
  }

  long nowMillis() {
    return clock.millis();
  }

  static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }
}
