// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.console.FakeKeys;
import dev.carteiro.contract.event.ApiKeyRecord.Role;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;

/** The keys of the feed's tests. */
final class Keys extends FakeKeys {
  static final String ADMIN = "ck_admin";

  /** A key of tenant {@code a}, and one of {@code b}. */
  static final String OF_A = "ck_analyst-of-a";

  static final String OF_B = "ck_analyst-of-b";

  Keys() {
    add(ADMIN, Role.ADMIN, null);
    add(OF_A, Role.ANALYST, "a");
    add(OF_B, Role.SENDER, "b");
  }

  ApiAuthentication authentication() {
    return new ApiAuthentication(
        Optional.empty(), this, () -> true, new SimpleMeterRegistry(), Clock.systemUTC());
  }
}
