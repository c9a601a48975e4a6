// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.kafka.TopicView;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/** API keys that a test makes and revokes, without Kafka. */
public class FakeApiKeys implements TopicView<ApiKeyRecord> {
  private final Map<String, ApiKeyRecord> keys = new ConcurrentHashMap<>();
  private volatile boolean caughtUp = true;

  public final void add(String secret, ApiKeyRecord.ApiKeyRole role, String tenant) {
    keys.put(
        Sha256Fingerprint.of(secret),
        new ApiKeyRecord(1, "key-" + secret, role, tenant, secret, Instant.EPOCH));
  }

  public void revoke(String secret) {
    keys.remove(Sha256Fingerprint.of(secret));
  }

  public void caughtUp(boolean now) {
    caughtUp = now;
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
