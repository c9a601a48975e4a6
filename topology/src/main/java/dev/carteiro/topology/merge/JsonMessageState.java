// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The state of a message as earlier versions stored it: JSON, without the facts that deduplication
 * has seen, which are entries of {@code seen-facts}. It is read only; the next fact about the
 * message writes it anew.
 */
record JsonMessageState(
    long revision,
    String tenantId,
    MessageBody body,
    MessageStatus status,
    Instant statusAt,
    MessageStatusError error,
    Map<MessageStatus, Instant> earlier,
    List<MessageEdit> edits,
    Instant deletedAt,
    List<MessageReaction> reactions,
    long touchedAtMs) {

  /** No text within the JSON can contain this: its quotes would be escaped. */
  private static final byte[] TOUCHED = "\"touchedAtMs\":".getBytes(StandardCharsets.UTF_8);

  static boolean is(byte[] encoded) {
    return encoded.length > 0 && encoded[0] == '{';
  }

  static MessageState decode(byte[] encoded) {
    JsonMessageState old = read(encoded);
    return new MessageState(
        old.revision,
        old.tenantId,
        old.body == null ? null : StoredMessageBody.of(old.body),
        new MessageState.MessageStatusProgress(
            old.status, old.statusAt, old.error, old.earlier == null ? Map.of() : old.earlier),
        old.edits,
        old.deletedAt,
        old.reactions,
        old.touchedAtMs,
        MessageFactTimes.ELSEWHERE);
  }

  private static JsonMessageState read(byte[] encoded) {
    try {
      return Json.read(encoded, JsonMessageState.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a message state is not readable", e);
    }
  }

  /**
   * Whether the merge window is over. Only the digits of the last field are read if possible. Facts
   * of the message have their own entries.
   */
  static boolean isExpired(byte[] encoded, long nowMs, long windowMs) {
    long touchedAtMs = 0;
    long place = 1;
    int at = encoded.length - 2;
    for (; at >= 0 && encoded[at] >= '0' && encoded[at] <= '9'; at--) {
      touchedAtMs += (encoded[at] - '0') * place;
      place *= 10;
    }
    boolean lastField =
        place > 1
            && at >= TOUCHED.length - 1
            && Arrays.equals(encoded, at - TOUCHED.length + 1, at + 1, TOUCHED, 0, TOUCHED.length);
    return nowMs - (lastField ? touchedAtMs : read(encoded).touchedAtMs) >= windowMs;
  }
}
