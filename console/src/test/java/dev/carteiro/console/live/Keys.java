// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.contract.event.ApiKeyRecord.Role;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/** API keys that a test makes and revokes. */
final class Keys implements View<ApiKeyRecord> {
  static final String ADMIN = "ck_admin";

  /** A key of tenant {@code a}, and one of {@code b}. */
  static final String OF_A = "ck_analyst-of-a";

  static final String OF_B = "ck_analyst-of-b";

  private final Map<String, ApiKeyRecord> keys = new ConcurrentHashMap<>();
  private volatile boolean caughtUp = true;

  Keys() {
    add(ADMIN, Role.ADMIN, null);
    add(OF_A, Role.ANALYST, "a");
    add(OF_B, Role.SENDER, "b");
  }

  void add(String key, Role role, String tenant) {
    keys.put(
        Fingerprint.of(key), new ApiKeyRecord(1, "id-of-" + key, role, tenant, "", Instant.EPOCH));
  }

  void revoke(String key) {
    keys.remove(Fingerprint.of(key));
  }

  void caughtUp(boolean now) {
    caughtUp = now;
  }

  ApiAuthentication authentication() {
    return new ApiAuthentication(
        Optional.empty(), this, () -> true, new SimpleMeterRegistry(), Clock.systemUTC());
  }

  @Override
  public Optional<ApiKeyRecord> get(String key) {
    return Optional.ofNullable(keys.get(key));
  }

  @Override
  public Map<String, ApiKeyRecord> entries() {
    return Map.copyOf(keys);
  }

  @Override
  public boolean isCaughtUp() {
    return caughtUp;
  }

  @Override
  public CompletableFuture<Void> seen(RecordMetadata written) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void start() {}

  @Override
  public void close() {}
}
