// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Generates API keys. A key is {@code ck_} and 32 random bytes as base64url (46 characters).
 * Carteiro stores only its fingerprint, so the text can be shown once and never again.
 */
public final class ApiKeyGenerator {
  /** Prefix of every key, so that secret scanners find leaked keys. */
  public static final String PREFIX = "ck_";

  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeyGenerator() {}

  /** A new key: the secret is shown once and never logged, the record is stored. */
  public record IssuedApiKey(String secret, ApiKeyRecord key) {

    /** The record that activates the key, for the topic {@link Topic#API_KEY}. */
    public ProducerRecord<String, byte[]> toRecord() {
      return new ProducerRecord<>(
          Topic.API_KEY.topicName(), Sha256Fingerprint.of(secret), Json.write(key));
    }

    @Override
    public String toString() {
      return "IssuedApiKey[" + key + "]";
    }
  }

  /**
   * Generates a key, valid once {@link IssuedApiKey#toRecord} is written. The tenant is null for an
   * admin, and required for every other role.
   */
  public static IssuedApiKey generate(
      ApiKeyRecord.ApiKeyRole role, String tenantId, String name, Instant now) {
    if ((role == ApiKeyRecord.ApiKeyRole.ADMIN) != (tenantId == null)) {
      throw new IllegalArgumentException("a key has a tenant unless it is an admin's");
    }
    String keyId = "key_" + HexFormat.of().formatHex(random(ID_BYTES));
    return new IssuedApiKey(
        secret(), new ApiKeyRecord(ApiKeyRecord.VERSION, keyId, role, tenantId, name, now));
  }

  /** Generates only the text of a key, as for {@code BOOTSTRAP_ADMIN_KEY}. */
  public static String secret() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES));
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
