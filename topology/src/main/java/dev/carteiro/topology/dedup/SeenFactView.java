// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.StoreEntryView;
import java.time.Instant;

/**
 * A fact that was seen, and its repetitions: a readable entry of {@code seen-facts}. A repetition
 * was dropped because its fact had been seen before, in whichever event it came again.
 *
 * @param tenantId the tenant that the fact was first seen under; null in entries that older
 *     versions wrote
 * @param instance {@code gateway/name}
 * @param kind message, placeholder, status, receipt, edit, delete, connection or event; hashed if
 *     the fact was so long that only its hash is kept
 * @param subject the id of the message; for other kinds what identifies the fact
 * @param status the status, for a status; null for other kinds
 * @param firstSeen broker time
 * @param lastRepeated broker time; null if it was never repeated
 * @param repetitions number of repetitions
 */
public record SeenFactView(
    String tenantId,
    String instance,
    String kind,
    String subject,
    String status,
    Instant firstSeen,
    Instant lastRepeated,
    int repetitions)
    implements StoreEntryView {
  private static final String HASHED = "hashed";

  public boolean isRepeated() {
    return repetitions > 0;
  }

  public static SeenFactView decode(byte[] key, byte[] value) {
    InstanceScopedKey.ScopedKeyParts parts = InstanceScopedKey.split(key);
    SeenFactEntry entry = SeenFactEntry.decode(value);
    String fact = parts.identifier();
    String kind = kindOf(fact);
    String rest = HASHED.equals(kind) ? fact.substring(1) : fact.substring(2);
    int last = rest.lastIndexOf(':');
    boolean isStatus = kind.equals("status") && last >= 0;
    return new SeenFactView(
        entry.tenantId(),
        parts.instance(),
        kind,
        subject(kind, rest, last),
        isStatus ? rest.substring(last + 1) : null,
        Instant.ofEpochMilli(entry.firstSeenMs()),
        entry.repetitions() == 0 ? null : Instant.ofEpochMilli(entry.lastRepeatedMs()),
        entry.repetitions());
  }

  /**
   * The subject: the text before the last part. A receipt, and an edit without a time, have two
   * parts at their end.
   */
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
