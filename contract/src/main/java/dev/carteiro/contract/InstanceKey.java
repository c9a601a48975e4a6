// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;

/**
 * One WhatsApp number: an instance name on one Evolution server (the gateway), because names are
 * unique per server only. Its text, {@code gateway/name}, is the key of every instance-keyed topic;
 * the first {@code /} separates, so a name may contain further ones.
 *
 * @param gateway name of the Evolution server: 1 to 64 of {@code a-z 0-9 . _ -}
 * @param name instance name exactly as Evolution writes it, never empty
 */
public record InstanceKey(String gateway, String name) {

  /** The gateway of an instance whose webhook or binding names none. */
  public static final String DEFAULT_GATEWAY = "default";

  /** Longest instance name taken, in bytes of UTF-8; Evolution's names are far shorter. */
  public static final int MAX_NAME_BYTES = 1_024;

  private static final int MAX_GATEWAY = 64;

  public InstanceKey {
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(name, "name");
    if (!isGateway(gateway)) {
      throw new IllegalArgumentException("gateway must be 1 to 64 of a-z, 0-9, '.', '_' and '-'");
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("instance name must not be empty");
    }
  }

  public static InstanceKey of(String name) {
    return new InstanceKey(DEFAULT_GATEWAY, name);
  }

  /** Reads {@code gateway/name}; throws {@link IllegalArgumentException} for anything else. */
  @JsonCreator
  public static InstanceKey parse(String text) {
    int separator = text.indexOf('/');
    if (separator < 0) {
      throw new IllegalArgumentException("an instance key reads gateway/name");
    }
    return new InstanceKey(text.substring(0, separator), text.substring(separator + 1));
  }

  public static boolean isGateway(String text) {
    if (text.isEmpty() || text.length() > MAX_GATEWAY) {
      return false;
    }
    // No regular expression: this runs for every record of every topic.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** The record key: {@code gateway/name}. */
  @JsonValue
  public String text() {
    return gateway + "/" + name;
  }

  @Override
  public String toString() {
    return text();
  }
}
