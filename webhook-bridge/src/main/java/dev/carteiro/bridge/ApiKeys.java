// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes API keys. A key is {@code ck_} and 32 random bytes as base64url (46 characters); Carteiro
 * keeps its fingerprint only, so the text can be shown once and never again.
 */
public final class ApiKeys {
  /** What every key starts with, so that leaked ones are found by scanners. */
  public static final String PREFIX = "ck_";

  private static final int SECRET_BYTES = 32;
  private static final int ID_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ApiKeys() {}

  /**
   * A key just made.
   *
   * @param secret the key itself: show it once, log it never
   * @param key what Carteiro keeps of it
   */
  public record Issued(String secret, ApiKeyRecord key) {

    /** The record that puts the key in force, for the {@link Topic#API_KEY} topic. */
    public ProducerRecord<String, byte[]> toRecord() {
      return new ProducerRecord<>(
          Topic.API_KEY.topicName(), Fingerprint.of(secret), Json.write(key));
    }

    @Override
    public String toString() {
      return "Issued[" + key + "]";
    }
  }

  /**
   * Makes a key. It is in force once {@link Issued#toRecord} is written.
   *
   * @param tenantId whose data it may touch; null for an admin, required for every other role
   * @param name for people
   */
  public static Issued generate(ApiKeyRecord.Role role, String tenantId, String name, Instant now) {
    if ((role == ApiKeyRecord.Role.ADMIN) != (tenantId == null)) {
      throw new IllegalArgumentException("a key has a tenant unless it is an admin's");
    }
    String keyId = "key_" + HexFormat.of().formatHex(random(ID_BYTES));
    return new Issued(
        secret(), new ApiKeyRecord(ApiKeyRecord.VERSION, keyId, role, tenantId, name, now));
  }

  /** The text of a new key alone, as for {@code BOOTSTRAP_ADMIN_KEY}. */
  public static String secret() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES));
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
