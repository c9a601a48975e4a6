// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.List;

/**
 * The tenant that an instance belongs to, how its server is reached, and its limits. A record
 * replaces the binding, or changes single fields of it ({@link
 * dev.carteiro.contract.registry.InstanceBindingMerger}).
 *
 * @param tenantId the tenant it belongs to; never null
 * @param evolutionInstanceId Evolution's own id of the instance; when given, webhooks that name
 *     another become dead letters
 * @param apikeyFingerprint {@link dev.carteiro.contract.Sha256Fingerprint} of the instance's token;
 *     when given, webhooks that carry another become dead letters
 * @param evolutionUrls base URLs of the Evolution servers that serve it, first preferred; empty for
 *     an instance that only receives
 * @param credential name of the credential that a sender resolves; never the credential itself
 * @param ratePerMinute most dispatches in any 60 s; null for the default
 * @param paused whether a person stopped sending
 * @param clientMessageIds whether its Evolution accepts a client's {@code messageId} (2.4 and
 *     later), so that sending again cannot duplicate a message
 * @param integration how its Evolution reaches WhatsApp, as set by an operator; null when not set:
 *     senders then find out
 * @param updatedBy id of the API key that wrote it
 */
public record InstanceBinding(
    int version,
    InstanceKey instance,
    String tenantId,
    String evolutionInstanceId,
    String apikeyFingerprint,
    List<String> evolutionUrls,
    String credential,
    Integer ratePerMinute,
    boolean paused,
    boolean clientMessageIds,
    WhatsAppIntegration integration,
    Instant updatedAt,
    String updatedBy) {

  public static final int VERSION = 1;

  public InstanceBinding {
    evolutionUrls = evolutionUrls == null ? List.of() : List.copyOf(evolutionUrls);
  }

  /** A copy with the writer and time of a new record. */
  public InstanceBinding writtenBy(String keyId, Instant now) {
    return new InstanceBinding(
        VERSION,
        instance,
        tenantId,
        evolutionInstanceId,
        apikeyFingerprint,
        evolutionUrls,
        credential,
        ratePerMinute,
        paused,
        clientMessageIds,
        integration,
        now,
        keyId);
  }
}
