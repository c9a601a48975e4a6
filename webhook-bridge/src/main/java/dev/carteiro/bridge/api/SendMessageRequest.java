// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One message to send, as a request describes it. Everything is validated except its times, see
 * {@link #checkTimes}.
 *
 * @param phoneNumber recipient: phone number or jid
 * @param clientId the caller's own id; null for none
 * @param priority lane; null for the default
 * @param expiresAt null for never
 * @param scheduledFor null to send now
 */
record SendMessageRequest(
    String phoneNumber,
    MessageContentRequest what,
    String clientId,
    Lane priority,
    int delaySeconds,
    RequestedTime expiresAt,
    RequestedTime scheduledFor) {
  private static final int MAX_ID = 255;

  /** Longest delay in seconds, during which the recipient sees the sender typing. */
  private static final int MAX_DELAY = 300;

  private static final Set<String> EVERYWHERE =
      Set.of("phoneNumber", "type", "id", "priority", "delaySeconds", "expiresAt", "timezone");
  private static final Set<String> ALONE = with(EVERYWHERE, "instanceName", "gateway");
  private static final Set<String> SCHEDULED = with(ALONE, "scheduledFor");
  private static final Set<String> IN_BULK = with(EVERYWHERE, "phone");

  /** Everything that distinguishes two requests. */
  private record FingerprintInput(
      String phoneNumber,
      String message,
      OutboundMessageContent content,
      Lane priority,
      int delaySeconds,
      Instant expiresAt,
      Instant scheduledFor) {}

  /** Reads a message to send now. */
  static SendMessageRequest immediate(RequestFieldReader request, int maxLength) {
    return read(request, ALONE, maxLength, null);
  }

  /** Reads a message to send at {@code scheduledFor}, which is required. */
  static SendMessageRequest scheduled(RequestFieldReader request, int maxLength) {
    RequestedTime time = time(request, "scheduledFor");
    request.require("scheduledFor");
    return read(request, SCHEDULED, maxLength, time);
  }

  /** Reads a message of a bulk request, which may name its recipient {@code phone}. */
  static SendMessageRequest item(RequestFieldReader request, int maxLength) {
    return read(request, IN_BULK, maxLength, null);
  }

  private static SendMessageRequest read(
      RequestFieldReader request, Set<String> common, int maxLength, RequestedTime scheduledFor) {
    MessageContentRequest what = MessageContentRequest.read(request, common, maxLength);
    Integer delay = request.integer("delaySeconds", 0, MAX_DELAY);
    return new SendMessageRequest(
        recipient(request),
        what,
        request.text("id", MAX_ID),
        lane(request),
        delay == null ? 0 : delay,
        time(request, "expiresAt"),
        scheduledFor);
  }

  /** Reads a time; the field {@code timezone} applies to local times. Null when absent. */
  static RequestedTime time(RequestFieldReader request, String name) {
    String text = request.anyText(name);
    String zone = request.text("timezone", 64);
    ZoneId local = zone == null ? null : RequestedTime.zone("timezone", zone);
    return text == null ? null : RequestedTime.read(name, text, local);
  }

  /** Reads the lane from the field {@code priority}; null when absent. */
  static Lane lane(RequestFieldReader request) {
    return request.choice("priority", List.of(Lane.values()), Lane::text);
  }

  /** Checks the times against the current time; throws a 400 problem when a time is invalid. */
  void checkTimes(Instant now) {
    if (scheduledFor != null) {
      scheduledFor.schedulable("scheduledFor", now);
    }
    if (expiresAt != null) {
      expiresAt.future("expiresAt", now);
      if (scheduledFor != null && !expiresAt.instant().isAfter(scheduledFor.instant())) {
        throw ApiProblemFactory.badRequest(
            "INVALID_TIME", "Field expiresAt must be later than scheduledFor.");
      }
    }
  }

  Lane laneOr(Lane usual) {
    return priority == null ? usual : priority;
  }

  /** The same for the same content in any order of fields; {@code lane} is the default. */
  String fingerprint(Lane lane) {
    return Sha256Fingerprint.of(
        Json.write(
            new FingerprintInput(
                phoneNumber,
                what.message(),
                what.content(),
                laneOr(lane),
                delaySeconds,
                instant(expiresAt),
                instant(scheduledFor))));
  }

  static Instant instant(RequestedTime time) {
    return time == null ? null : time.instant();
  }

  private static String recipient(RequestFieldReader request) {
    if (request.has("phone") && request.has("phoneNumber")) {
      throw ApiProblemFactory.badRequest(
          "CONFLICTING_FIELDS", "Give phone or phoneNumber, not both.");
    }
    String field = request.has("phone") ? "phone" : "phoneNumber";
    request.require(field);
    if (!request.isText(field)) {
      throw RecipientValidator.invalid(field);
    }
    return RecipientValidator.of(request.anyText(field));
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new HashSet<>(names);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }
}
