// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.List;

/**
 * Whose an instance is, and how to reach it. The newest record of a key is in force.
 *
 * @param version of this shape, 1
 * @param instance the number
 * @param tenantId the tenant it belongs to; never null
 * @param evolutionInstanceId Evolution's own id of the instance; when given, webhooks that name
 *     another are not believed
 * @param apikeyFingerprint {@link dev.carteiro.contract.Fingerprint} of the instance's token; when
 *     given, webhooks that carry another are not believed
 * @param evolutionUrls base URLs of the Evolution servers that serve it, first preferred; empty
 *     when only receiving
 * @param credential name of the credential that a sender resolves; never the credential itself
 * @param ratePerMinute dispatches in any 60 s; null for the default
 * @param paused whether sending is stopped by hand
 * @param clientMessageIds whether its Evolution takes a client's {@code messageId} (2.4 and later),
 *     so that sending again cannot double a message
 * @param integration through what its Evolution reaches WhatsApp, as an operator said; null when
 *     nobody did, and senders find out
 * @param updatedAt when this record was written
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
    Integration integration,
    Instant updatedAt,
    String updatedBy) {

  /** The version written today. */
  public static final int VERSION = 1;

  public InstanceBinding {
    evolutionUrls = evolutionUrls == null ? List.of() : List.copyOf(evolutionUrls);
  }

  /** Of an integration that nobody named. */
  public InstanceBinding(
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
      Instant updatedAt,
      String updatedBy) {
    this(
        version,
        instance,
        tenantId,
        evolutionInstanceId,
        apikeyFingerprint,
        evolutionUrls,
        credential,
        ratePerMinute,
        paused,
        clientMessageIds,
        null,
        updatedAt,
        updatedBy);
  }

  /** The same, as written again by somebody. */
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
