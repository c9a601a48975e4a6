// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of the outbox's stores. {@code send-jobs} holds several kinds of entries, told apart by the
 * first byte; parts that end before others carry their length in front.
 */
final class Keys {
  /** In {@code send-pace}: when the timers have fired up to. No instance has this text. */
  static final byte[] WATERMARK = {0};

  private static final byte JOB = 'J';
  private static final byte COMMAND = 'C';
  private static final byte MESSAGE = 'P';
  private static final byte SAYING = 'E';
  private static final byte CHAT = 'H';
  private static final byte BATCH = 'B';

  /** {@link ScheduleEntry} says how it goes on. */
  static final byte SCHEDULE = 'S';

  private static final byte LANE = 'R';
  private static final byte BEHIND_CHAT = 'W';

  private Keys() {}

  static byte[] job(String id) {
    return of(JOB, id);
  }

  static byte[] command(String id) {
    return of(COMMAND, id);
  }

  static byte[] batch(String id) {
    return of(BATCH, id);
  }

  /** The job that a message of an instance came of. */
  static byte[] message(String instance, String messageId) {
    return of(MESSAGE, instance, messageId);
  }

  /** The jobs of an instance that wait for an echo that says so. */
  static byte[] saying(String instance, String saying) {
    return of(SAYING, instance, saying);
  }

  /** The job that all others of a chat and lane wait for. */
  static byte[] chat(String instance, Lane lane, String chat) {
    return of(CHAT, instance, lane.text(), chat);
  }

  /** A place in a lane. */
  static byte[] place(String instance, Lane lane, long arrival) {
    return withArrival(of(LANE, instance, lane.text()), arrival);
  }

  /** A place behind a chat's job. */
  static byte[] behindChat(String instance, Lane lane, String chat, long arrival) {
    return withArrival(behindChat(instance, lane, chat), arrival);
  }

  /** What all places behind a chat's job begin with. */
  static byte[] behindChat(String instance, Lane lane, String chat) {
    return of(BEHIND_CHAT, instance, lane.text(), chat);
  }

  static long arrival(byte[] placeKey) {
    return ByteBuffer.wrap(placeKey).getLong(placeKey.length - Long.BYTES);
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] withArrival(byte[] prefix, long arrival) {
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(arrival).array();
  }

  private static byte[] of(byte kind, String... parts) {
    byte[][] texts = new byte[parts.length][];
    int length = 1;
    for (int n = 0; n < parts.length; n++) {
      texts[n] = text(parts[n]);
      length += Short.BYTES + texts[n].length;
    }
    ByteBuffer key = ByteBuffer.allocate(length).put(kind);
    for (byte[] text : texts) {
      key.putShort((short) text.length).put(text);
    }
    return key.array();
  }
}
