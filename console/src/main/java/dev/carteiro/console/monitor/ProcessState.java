// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.runtime.Health;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * One process of a role, as it was last seen.
 *
 * @param url its address; a name that means several addresses is one process for each
 * @param reachable whether it answers, whatever it says
 * @param ready whether it says of itself that it is ready
 * @param checks what it says of what it depends on; empty while it cannot be reached
 * @param problem why it is not reachable; "" when it is
 * @param samples its metrics, those of the last successful look; empty before
 * @param samplesAt when they were read; null before the first
 */
public record ProcessState(
    URI url,
    boolean reachable,
    boolean ready,
    List<Health.Check> checks,
    String problem,
    Samples samples,
    Instant samplesAt) {

  public ProcessState {
    checks = List.copyOf(checks);
  }
}
