// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The reason that WhatsApp or Meta gave for refusing a message.
 *
 * @param code Meta's number, such as 131047, or the one in Baileys' {@code messageStubParameters},
 *     such as 463; null when none was given
 * @param title a few words; null when none were given
 * @param detail a sentence beyond the title; null when none was given
 */
public record MessageStatusError(String code, String title, String detail) {
  /** HTTP's code and Meta's codes of rate limits; {@code docs/EVOLUTION.md} lists them. */
  private static final Set<String> RATE_CODES =
      Set.of("429", "4", "613", "80007", "130429", "131048", "131056", "133016");

  private static final Pattern RATE_WORDS =
      Pattern.compile("rate-?overlimit|too many requests|rate limit", Pattern.CASE_INSENSITIVE);

  /** Whether the message was refused because the number sends too many. */
  @JsonIgnore
  public boolean isRateLimit() {
    return code != null && (RATE_CODES.contains(code) || RATE_WORDS.matcher(code).find())
        || title != null && RATE_WORDS.matcher(title).find();
  }

  /** One line for people: {@code 131047 Re-engagement message: More than 24 hours …}. */
  @JsonIgnore
  public String sentence() {
    String head = code == null ? title : title == null ? code : code + " " + title;
    if (head == null) {
      return detail;
    }
    return detail == null ? head : head + ": " + detail;
  }
}
