// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Why WhatsApp or Meta refused a message, as they said it.
 *
 * @param code Meta's number, such as 131047, or the one in Baileys' {@code messageStubParameters},
 *     such as 463; null when none was given
 * @param title a few words; null when none were given
 * @param detail a sentence beyond the title; null when none was given
 */
public record StatusError(String code, String title, String detail) {

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
