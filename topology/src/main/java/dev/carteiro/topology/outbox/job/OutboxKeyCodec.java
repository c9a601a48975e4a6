// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.send.Lane;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Encodes the keys of the outbox's stores. The first byte is the kind of the entry. Text parts
 * follow, each with its length in 2 B before it; a position in a queue ends with the arrival number
 * in 8 B.
 */
public final class OutboxKeyCodec {
  /** Key of the watermark of the timers in {@code send-pace}. No instance has this key. */
  public static final byte[] WATERMARK = {0};

  private static final byte JOB = 'J';
  private static final byte COMMAND = 'C';
  private static final byte MESSAGE = 'P';
  private static final byte CONTENT = 'E';
  private static final byte RECIPIENT = 'H';
  private static final byte BATCH = 'B';

  /** {@link ScheduleIndexEntry} has the rest of the layout. */
  private static final byte SCHEDULE = 'S';

  private static final byte LANE = 'R';
  private static final byte BEHIND_RECIPIENT = 'W';

  private OutboxKeyCodec() {}

  public static byte[] job(String id) {
    return of(JOB, id);
  }

  public static byte[] command(String id) {
    return of(COMMAND, id);
  }

  public static byte[] batch(String id) {
    return of(BATCH, id);
  }

  /** Leads from a message of an instance to its job. */
  public static byte[] message(String instance, String messageId) {
    return of(MESSAGE, instance, messageId);
  }

  /** The first part of the index entries of a tenant's schedules at a time. */
  static byte[] schedules(String tenantId, long atMs) {
    return withTail(of(SCHEDULE, tenantId), atMs);
  }

  /** Leads from a content digest to the jobs of an instance that wait for an echo with it. */
  public static byte[] content(String instance, String digest) {
    return of(CONTENT, instance, digest);
  }

  /** Leads from a recipient and lane to the job that all others wait for. */
  public static byte[] recipient(String instance, Lane lane, String recipient) {
    return of(RECIPIENT, instance, lane.text(), recipient);
  }

  /** A position in a lane. */
  public static byte[] place(String instance, Lane lane, long arrival) {
    return withTail(of(LANE, instance, lane.text()), arrival);
  }

  /** A position in the queue behind the job that holds a recipient. */
  public static byte[] behindRecipient(String instance, Lane lane, String recipient, long arrival) {
    return withTail(behindRecipient(instance, lane, recipient), arrival);
  }

  /** The common prefix of all positions behind the job that holds a recipient. */
  public static byte[] behindRecipient(String instance, Lane lane, String recipient) {
    return of(BEHIND_RECIPIENT, instance, lane.text(), recipient);
  }

  /** The key of an instance's send state. */
  public static byte[] sendState(InstanceKey instance) {
    return text(instance.text());
  }

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] withTail(byte[] prefix, long tail) {
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(tail).array();
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
