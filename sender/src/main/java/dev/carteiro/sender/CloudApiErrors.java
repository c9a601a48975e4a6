// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.util.Set;

/**
 * Meta's error codes, which Evolution's Cloud channel hands on with status 201. The codes are those
 * of the Cloud API's error reference. Graph refused the message in all of them; what differs is
 * whether asking again can help.
 */
final class CloudApiErrors {
  /** The message, its recipient or its template is at fault: the same would be refused again. */
  private static final Set<Integer> PERMANENT =
      Set.of(
          100, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050, 131051, 131052,
          131053, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069, 133010);

  /** Meta itself does not know what went wrong. */
  private static final Set<Integer> UNKNOWN = Set.of(1, 131000);

  /** Too many messages of the app, the number or the pair. */
  private static final Set<Integer> RATE = Set.of(4, 80007, 130429, 131048, 131056, 133016);

  private CloudApiErrors() {}

  static Outcome outcome(int code, int status) {
    String name = "CLOUD_API_" + code;
    String detail = "Meta refused the message with error %d".formatted(code);
    if (PERMANENT.contains(code)) {
      return Outcome.permanent(name, detail, status);
    }
    if (UNKNOWN.contains(code)) {
      return Outcome.unknown(
          name, "Meta answered error %d, which does not say what happened".formatted(code), status);
    }
    // Rates, tokens, maintenance, and what is not listed: asking later loses nothing.
    return Outcome.passing(
        name, RATE.contains(code) ? detail + ": too many messages" : detail, status);
  }
}
