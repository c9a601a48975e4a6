// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import java.time.Instant;

/** Makes the text of calls, as a chat shows them. */
final class CallTextExtractor {
  private static final String[] OUTCOMES = {
    "connected",
    "missed",
    "failed",
    "rejected",
    "accepted elsewhere",
    "ongoing",
    "silenced",
    "silenced, unknown caller"
  };
  private static final String[] OUTCOME_WORDS = {
    "CONNECTED",
    "MISSED",
    "FAILED",
    "REJECTED",
    "ACCEPTED_ELSEWHERE",
    "ONGOING",
    "SILENCED_BY_DND",
    "SILENCED_UNKNOWN_CALLER"
  };

  private CallTextExtractor() {}

  static String call(JsonNode node) {
    String reason = ContentTextExtractor.words(node.path("callReason"));
    return reason == null ? "Call" : reason;
  }

  /** {@code Video call, connected, 95 s}. */
  static String log(JsonNode node) {
    StringBuilder text = new StringBuilder(kind(node.path("isVideo").asBoolean()));
    String outcome = outcome(node.path("callOutcome"));
    if (outcome != null) {
      text.append(", ").append(outcome);
    }
    Long seconds = EvolutionValueDecoder.number(node.path("durationSecs"));
    if (seconds != null && seconds > 0) {
      text.append(", ").append(seconds).append(" s");
    }
    return text.toString();
  }

  /** The text of a missed call, of which there is only WhatsApp's notice. */
  static String missed(boolean video) {
    return kind(video) + ", " + OUTCOMES[1];
  }

  /** The title, and the time for which the call is planned. */
  static String scheduled(JsonNode node) {
    JsonNode type = node.path("callType");
    boolean video = type.asInt() == 2 || "VIDEO".equals(type.asText());
    String title = ContentTextExtractor.words(node.path("title"));
    Instant at = EvolutionValueDecoder.time(node.path("scheduledTimestampMs"));
    at = at == null ? EvolutionValueDecoder.time(node.path("scheduledTimestampMS")) : at;
    return (title == null ? kind(video) : title) + (at == null ? "" : "\n" + at);
  }

  static String broadcast(JsonNode node) {
    String caption = ContentTextExtractor.words(node.path("caption"));
    JsonNode type = node.path("mediaType");
    return caption == null ? kind(type.asInt() == 2 || "VIDEO".equals(type.asText())) : caption;
  }

  private static String kind(boolean video) {
    return video ? "Video call" : "Voice call";
  }

  /** An absent value is the first outcome: protobuf omits zero. */
  private static String outcome(JsonNode node) {
    if (node.isTextual()) {
      for (int i = 0; i < OUTCOMES.length; i++) {
        if (OUTCOME_WORDS[i].equals(node.textValue())) {
          return OUTCOMES[i];
        }
      }
      return null;
    }
    int number = node.asInt();
    return number < 0 || number >= OUTCOMES.length ? null : OUTCOMES[number];
  }
}
