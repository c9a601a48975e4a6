// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.flow.ScopedKey;
import dev.carteiro.topology.view.TenantScoped;
import java.time.Instant;

/**
 * A fact that was seen, and what came again of it, for looking at: an entry of {@code seen-facts}.
 * Why a repetition was held back is its kind: that fact had been seen before, whichever way it came
 * again.
 *
 * @param tenantId the tenant that the fact was first seen under; null when that was before tenants
 *     were kept
 * @param instance {@code gateway/name}
 * @param kind message, placeholder, status, edit, delete, connection or event; hashed when the fact
 *     was so long that only its hash is kept
 * @param subject the message's id; for other kinds what tells the fact from others
 * @param status for a status: which; null otherwise
 * @param firstSeen by the broker's clock
 * @param lastRepeated likewise; null when it never came again
 * @param repetitions how often it came again
 */
public record Duplicate(
    String tenantId,
    String instance,
    String kind,
    String subject,
    String status,
    Instant firstSeen,
    Instant lastRepeated,
    int repetitions)
    implements TenantScoped {
  private static final String HASHED = "hashed";

  /** Whether anything was held back. */
  public boolean isRepeated() {
    return repetitions > 0;
  }

  /** Reads an entry. */
  public static Duplicate decode(byte[] key, byte[] value) {
    ScopedKey.Parts parts = ScopedKey.split(key);
    DedupEntry entry = DedupEntry.decode(value);
    String fact = parts.identifier();
    String kind = kindOf(fact);
    String rest = HASHED.equals(kind) ? fact.substring(1) : fact.substring(2);
    int last = rest.lastIndexOf(':');
    boolean isStatus = kind.equals("status") && last >= 0;
    return new Duplicate(
        entry.tenantId(),
        parts.instance(),
        kind,
        subject(kind, rest, last),
        isStatus ? rest.substring(last + 1) : null,
        Instant.ofEpochMilli(entry.firstSeenMs()),
        entry.repetitions() == 0 ? null : Instant.ofEpochMilli(entry.lastRepeatedMs()),
        entry.repetitions());
  }

  /** What is before the last part; an edit without a time has two parts at its end. */
  private static String subject(String kind, String rest, int last) {
    if (last < 0) {
      return rest;
    }
    return switch (kind) {
      case "status" -> rest.substring(0, last);
      case "receipt" -> rest.substring(0, Math.max(0, rest.lastIndexOf(':', last - 1)));
      case "edit" -> {
        String front = rest.substring(0, last);
        yield front.endsWith(":t") ? front.substring(0, front.length() - 2) : front;
      }
      default -> rest;
    };
  }

  /** The kind of a fact, by its text. */
  static String kindOf(String fact) {
    return switch (fact.charAt(0)) {
      case 'M' -> "message";
      case 'P' -> "placeholder";
      case 'S' -> "status";
      case 'R' -> "receipt";
      case 'E' -> "edit";
      case 'D' -> "delete";
      case 'C' -> "connection";
      case '#' -> HASHED;
      default -> "event";
    };
  }
}
