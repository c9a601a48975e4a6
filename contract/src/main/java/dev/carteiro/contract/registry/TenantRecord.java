// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A tenant, with its rate limit and quiet hours.
 *
 * @param tenantId 1 to 64 of letters, digits, '.', '_' and '-'; a UUID fits
 * @param ratePerMinute rate limit over all its instances; null for none
 * @param quietHours null for none
 */
public record TenantRecord(
    int version,
    String tenantId,
    String name,
    Integer ratePerMinute,
    QuietHours quietHours,
    Instant updatedAt,
    String updatedBy) {

  public static final int VERSION = 1;

  /** The tenant id that the sink writes where there is no tenant; no tenant may have it. */
  public static final String UNRESOLVED = "unresolved";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public static boolean isTenantId(String text) {
    return text != null && ID.matcher(text).matches() && !text.equalsIgnoreCase(UNRESOLVED);
  }
}
