// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/**
 * An API key, without its secret: the record's key is the {@link
 * dev.carteiro.contract.Sha256Fingerprint} of the secret.
 *
 * @param keyId public name of the key, for listing, revoking and audit
 * @param tenantId tenant whose data the key may use; null for {@link ApiKeyRole#ADMIN}, which may
 *     use all
 */
public record ApiKeyRecord(
    int version, String keyId, ApiKeyRole role, String tenantId, String name, Instant createdAt) {

  public static final int VERSION = 1;

  public enum ApiKeyRole {
    /** Everything, for all tenants. */
    ADMIN,
    /** Send and schedule for its tenant, and read its data. */
    SENDER,
    /** Read its tenant's data. */
    ANALYST;

    @JsonValue
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static ApiKeyRole of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
