// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * The body of a message as its state keeps it: the JSON that records have, without raw data and
 * inlined media. It is decoded only if a rule asks for more than the methods here say. For one
 * thread.
 */
public final class StoredMessageBody {
  private static final int FROM_ME = 1;
  private static final int HISTORY = 2;
  private static final int STANDS_ALONE = 4;
  private static final int PLACEHOLDER = 8;

  private final JsonTextSlice json;
  private final int traits;
  private final long sentAtMs;
  private MessageBody decoded;

  /**
   * @param sentAtMs milliseconds since the epoch; 0 for none
   */
  StoredMessageBody(JsonTextSlice json, int traits, long sentAtMs) {
    this.json = json;
    this.traits = traits;
    this.sentAtMs = sentAtMs;
  }

  /** The body without raw data and inlined media. */
  static StoredMessageBody of(MessageBody body) {
    MessageBody slim = body.slim();
    int traits =
        (slim.fromMe() ? FROM_ME : 0)
            | (slim.history() ? HISTORY : 0)
            | (slim.standsAlone() ? STANDS_ALONE : 0)
            | (slim.type() == MessageType.PLACEHOLDER ? PLACEHOLDER : 0);
    StoredMessageBody stored =
        new StoredMessageBody(
            JsonTextSlice.of(Json.write(slim)),
            traits,
            slim.sentAt() == null ? 0 : slim.sentAt().toEpochMilli());
    stored.decoded = slim;
    return stored;
  }

  JsonTextSlice json() {
    return json;
  }

  /** The answers of the methods below, in one byte. */
  int traits() {
    return traits;
  }

  boolean fromMe() {
    return (traits & FROM_ME) != 0;
  }

  boolean history() {
    return (traits & HISTORY) != 0;
  }

  boolean standsAlone() {
    return (traits & STANDS_ALONE) != 0;
  }

  boolean isPlaceholder() {
    return (traits & PLACEHOLDER) != 0;
  }

  /** When it was sent; null if unknown. */
  Instant sentAt() {
    return sentAtMs == 0 ? null : Instant.ofEpochMilli(sentAtMs);
  }

  long sentAtMs() {
    return sentAtMs;
  }

  /** Its text as JSON; null if it has none. */
  JsonTextSlice text() {
    return json.field("text");
  }

  MessageBody decode() {
    if (decoded == null) {
      try {
        decoded = Json.mapper().readValue(json.bytes(), MessageBody.class);
      } catch (IOException e) {
        throw new UncheckedIOException("a stored message is not readable", e);
      }
    }
    return decoded;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredMessageBody that && decode().equals(that.decode());
  }

  @Override
  public int hashCode() {
    return decode().hashCode();
  }

  @Override
  public String toString() {
    return decode().toString();
  }
}
