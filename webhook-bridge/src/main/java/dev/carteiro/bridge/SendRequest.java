// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.MessageContent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;

/**
 * One message as a request describes it, checked but for what depends on the time of day.
 *
 * @param phoneNumber recipient
 * @param clientId the caller's own name for it; null for none
 * @param priority null for the default
 * @param expiresAt null for never
 * @param scheduledFor null for at once
 */
record SendRequest(
    String phoneNumber,
    ContentRequest what,
    String clientId,
    Lane priority,
    int delaySeconds,
    RequestedTime expiresAt,
    RequestedTime scheduledFor) {
  private static final int MAX_ID = 255;

  /** How long a person may be seen typing. */
  private static final int MAX_DELAY = 300;

  private static final Set<String> EVERYWHERE =
      Set.of("phoneNumber", "type", "id", "priority", "delaySeconds", "expiresAt", "timezone");
  private static final Set<String> ALONE = with(EVERYWHERE, "instanceName", "gateway");
  private static final Set<String> SCHEDULED = with(ALONE, "scheduledFor");
  private static final Set<String> IN_BULK = with(EVERYWHERE, "phone");

  /** Everything that makes two requests different ones. */
  private record Said(
      String phoneNumber,
      String message,
      MessageContent content,
      Lane priority,
      int delaySeconds,
      Instant expiresAt,
      Instant scheduledFor) {}

  /** A message to send at once. */
  static SendRequest immediate(JsonFields request, int longest) {
    return read(request, ALONE, longest, null);
  }

  /** A message to send at a time. */
  static SendRequest scheduled(JsonFields request, int longest) {
    RequestedTime time = time(request, "scheduledFor");
    if (time == null) {
      request.require("scheduledFor");
    }
    return read(request, SCHEDULED, longest, time);
  }

  /** A message of a bulk request, which may name its recipient {@code phone}. */
  static SendRequest item(JsonFields request, int longest) {
    return read(request, IN_BULK, longest, null);
  }

  private static SendRequest read(
      JsonFields request, Set<String> common, int longest, RequestedTime scheduledFor) {
    ContentRequest what = ContentRequest.read(request, common, longest);
    Integer delay = request.integer("delaySeconds", 0, MAX_DELAY);
    return new SendRequest(
        recipient(request),
        what,
        request.text("id", MAX_ID),
        lane(request),
        delay == null ? 0 : delay,
        time(request, "expiresAt"),
        scheduledFor);
  }

  /** The time of a field beside which a {@code timezone} may stand; null when absent. */
  static RequestedTime time(JsonFields request, String name) {
    String text = request.anyText(name);
    String zone = request.text("timezone", 64);
    ZoneId local = zone == null ? null : RequestedTime.zone("timezone", zone);
    return text == null ? null : RequestedTime.read(name, text, local);
  }

  /** The lane that a request asks for; null when it does not. */
  static Lane lane(JsonFields request) {
    String priority = request.text("priority", 20);
    if (priority == null) {
      return null;
    }
    for (Lane lane : Lane.values()) {
      if (lane.text().equals(priority)) {
        return lane;
      }
    }
    throw request.invalid("priority", "high, normal, low, monitoring or maintenance");
  }

  /** Checks what depends on the time of day; ends the request when a time is not right. */
  void checkTimes(Instant now) {
    if (scheduledFor != null) {
      scheduledFor.schedulable("scheduledFor", now);
    }
    if (expiresAt != null) {
      expiresAt.future("expiresAt", now);
      if (scheduledFor != null && !expiresAt.instant().isAfter(scheduledFor.instant())) {
        throw ApiProblems.badRequest(
            "INVALID_TIME", "Field expiresAt must be later than scheduledFor.");
      }
    }
  }

  Lane laneOr(Lane usual) {
    return priority == null ? usual : priority;
  }

  /**
   * The fingerprint of what is asked for: the same for the same request, in whatever order it says
   * it.
   *
   * @param lane that it takes when it names none
   */
  String fingerprint(Lane lane) {
    return Fingerprint.of(
        Json.write(
            new Said(
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

  private static String recipient(JsonFields request) {
    if (request.has("phone") && request.has("phoneNumber")) {
      throw ApiProblems.badRequest("CONFLICTING_FIELDS", "Give phone or phoneNumber, not both.");
    }
    String field = request.has("phone") ? "phone" : "phoneNumber";
    request.require(field);
    if (!request.isText(field)) {
      throw Recipient.invalid(field);
    }
    return Recipient.of(request.anyText(field));
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new HashSet<>(names);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }
}
