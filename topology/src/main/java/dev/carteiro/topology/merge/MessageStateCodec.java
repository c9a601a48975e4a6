// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.merge.MessageFactTimes.SeenMessageFact;
import dev.carteiro.topology.parse.fact.MessageFactMark;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Codec of the entries of {@code message-states}; {@code docs/STATE.md} describes the bytes. */
final class MessageStateCodec {
  private static final byte VERSION = 1;

  private static final int TOUCHED_AT = 1 + Long.BYTES;
  private static final int NEWEST_FACT_AT = TOUCHED_AT + Long.BYTES;

  /** Added to the kind of a fact that was first seen under another tenant than the message's. */
  private static final int OF_ANOTHER_TENANT = 64;

  private static final int KNOWN = 16;
  private static final int FACTS_ELSEWHERE = 32;
  private static final int TRAITS = 15;

  private static final byte[] NONE = new byte[0];

  private static final EnumCodeTable<MessageStatus> STATUSES =
      new EnumCodeTable<>(MessageStatus.class, MessageStatus::rank);

  private static final TypeReference<List<MessageEdit>> EDITS = new TypeReference<>() {};
  private static final TypeReference<List<MessageReaction>> REACTIONS = new TypeReference<>() {};

  private MessageStateCodec() {}

  static byte[] encode(MessageState state) {
    byte[] tenant = utf8(state.tenantId());
    byte[] error = state.error() == null ? NONE : Json.write(state.error());
    byte[] edits = state.edits().isEmpty() ? NONE : Json.write(state.edits());
    byte[] reactions = state.reactions().isEmpty() ? NONE : Json.write(state.reactions());
    StoredMessageBody body = state.stored();
    Map<MessageStatus, Instant> earlier = state.progress().earlier();
    int statuses = earlier.size() + (state.status() == null ? 0 : 1);
    ByteBuffer out =
        ByteBuffer.allocate(
            NEWEST_FACT_AT
                + Long.BYTES
                + Short.BYTES
                + tenant.length
                + lengthOf(state)
                + 2
                + statuses * (1 + Long.BYTES)
                + 2 * Long.BYTES
                + 3 * Integer.BYTES
                + error.length
                + edits.length
                + reactions.length
                + (body == null ? 0 : body.json().length()));
    out.put(VERSION)
        .putLong(state.revision())
        .putLong(state.touchedAtMs())
        .putLong(state.facts().newestMs())
        .putShort((short) tenant.length)
        .put(tenant);
    facts(state, out);
    out.put(
        (byte)
            ((body == null ? 0 : KNOWN | body.traits())
                | (state.facts().elsewhere() ? FACTS_ELSEWHERE : 0)));
    out.put((byte) statuses);
    for (MessageStatus status : MessageStatus.values()) {
      if (earlier.containsKey(status)) {
        out.put((byte) status.rank()).putLong(millis(earlier.get(status)));
      }
    }
    if (state.status() != null) {
      out.put((byte) state.status().rank()).putLong(millis(state.progress().at()));
    }
    out.putLong(millis(state.deletedAt())).putLong(body == null ? 0 : body.sentAtMs());
    for (byte[] json : new byte[][] {error, edits, reactions}) {
      out.putInt(json.length).put(json);
    }
    if (body != null) {
      body.json().copyTo(out.array(), out.position());
    }
    return out.array();
  }

  private static int lengthOf(MessageState state) {
    int length = 1;
    for (SeenMessageFact fact : state.facts().seen()) {
      length += 1 + Long.BYTES;
      length += MessageFactMark.hasDetail(fact.mark().kind()) ? Long.BYTES : 0;
      length += isOfAnother(fact, state) ? Short.BYTES + utf8(fact.tenantId()).length : 0;
    }
    return length;
  }

  private static void facts(MessageState state, ByteBuffer out) {
    out.put((byte) state.facts().seen().size());
    for (SeenMessageFact fact : state.facts().seen()) {
      byte kind = fact.mark().kind();
      boolean ofAnother = isOfAnother(fact, state);
      out.put((byte) (ofAnother ? kind | OF_ANOTHER_TENANT : kind));
      if (MessageFactMark.hasDetail(kind)) {
        out.putLong(fact.mark().detail());
      }
      out.putLong(fact.firstSeenMs());
      if (ofAnother) {
        byte[] tenant = utf8(fact.tenantId());
        out.putShort((short) tenant.length).put(tenant);
      }
    }
  }

  private static boolean isOfAnother(SeenMessageFact fact, MessageState state) {
    return !fact.tenantId().equals(state.tenantId());
  }

  static MessageState decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("version is " + version + ", known is " + VERSION);
    }
    long revision = in.getLong();
    long touchedAtMs = in.getLong();
    in.getLong();
    String tenant = text(in);
    List<SeenMessageFact> facts = facts(in, tenant);
    int flags = in.get();
    Map<MessageStatus, Instant> earlier = Map.of();
    MessageStatus status = null;
    Instant statusAt = null;
    for (int left = in.get(); left > 0; left--) {
      if (status != null) {
        earlier = earlier.isEmpty() ? new EnumMap<>(MessageStatus.class) : earlier;
        earlier.put(status, statusAt);
      }
      status = STATUSES.of(in.get());
      statusAt = StoredTimeConverter.instant(in.getLong());
    }
    Instant deletedAt = StoredTimeConverter.instant(in.getLong());
    long sentAtMs = in.getLong();
    byte[] error = next(in, in.getInt());
    byte[] edits = next(in, in.getInt());
    byte[] reactions = next(in, in.getInt());
    return new MessageState(
        revision,
        tenant,
        (flags & KNOWN) == 0
            ? null
            : new StoredMessageBody(
                new JsonTextSlice(encoded, in.position(), encoded.length),
                flags & TRAITS,
                sentAtMs),
        new MessageState.MessageStatusProgress(
            status,
            statusAt,
            error.length == 0 ? null : read(error, new TypeReference<MessageStatusError>() {}),
            earlier),
        edits.length == 0 ? List.of() : read(edits, EDITS),
        deletedAt,
        reactions.length == 0 ? List.of() : read(reactions, REACTIONS),
        touchedAtMs,
        new MessageFactTimes(facts, (flags & FACTS_ELSEWHERE) != 0));
  }

  private static List<SeenMessageFact> facts(ByteBuffer in, String tenant) {
    int size = in.get();
    List<SeenMessageFact> facts = new ArrayList<>(size);
    for (int n = 0; n < size; n++) {
      int code = in.get();
      byte kind = (byte) (code & ~OF_ANOTHER_TENANT);
      long detail = MessageFactMark.hasDetail(kind) ? in.getLong() : 0;
      long firstSeenMs = in.getLong();
      facts.add(
          new SeenMessageFact(
              new MessageFactMark(kind, detail),
              firstSeenMs,
              (code & OF_ANOTHER_TENANT) == 0 ? tenant : text(in)));
    }
    return facts;
  }

  static boolean isExpired(byte[] encoded, long nowMs, long windowMs, long factWindowMs) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (in.get() != VERSION) {
      throw new IllegalArgumentException("not a message state");
    }
    return nowMs - in.getLong(TOUCHED_AT) >= windowMs
        && nowMs - in.getLong(NEWEST_FACT_AT) >= factWindowMs;
  }

  private static long millis(Instant time) {
    return time == null ? 0 : time.toEpochMilli();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer in) {
    return new String(next(in, in.getShort()), StandardCharsets.UTF_8);
  }

  private static byte[] next(ByteBuffer in, int length) {
    if (length == 0) {
      return NONE;
    }
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a message state ends within a field");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static <T> T read(byte[] json, TypeReference<T> type) {
    try {
      return Json.mapper().readValue(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("a message state is not readable", e);
    }
  }
}
