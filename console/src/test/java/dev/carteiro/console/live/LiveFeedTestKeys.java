// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.FakeApiKeys;
import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;

/** The keys of the feed's tests. */
final class LiveFeedTestKeys extends FakeApiKeys {
  static final String ADMIN = "ck_admin";

  /** A key of tenant {@code a}, and one of {@code b}. */
  static final String OF_A = "ck_analyst-of-a";

  static final String OF_B = "ck_analyst-of-b";

  LiveFeedTestKeys() {
    add(ADMIN, ApiKeyRole.ADMIN, null);
    add(OF_A, ApiKeyRole.ANALYST, "a");
    add(OF_B, ApiKeyRole.SENDER, "b");
  }

  ApiKeyAuthenticator authentication() {
    return new ApiKeyAuthenticator(
        Optional.empty(), this, () -> true, new SimpleMeterRegistry(), Clock.systemUTC());
  }
}
