// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * One process of a role, as last polled.
 *
 * @param url a host name with several addresses is one process per address
 * @param reachable whether it answers, whatever the answer is
 * @param checks empty while it cannot be reached
 * @param problem why it is not reachable; "" when it is
 * @param samples from the last successful poll; empty before
 * @param samplesAt when they were read; null before the first
 */
public record ProcessState(
    URI url,
    boolean reachable,
    boolean ready,
    List<HealthCheck> checks,
    String problem,
    ProcessMetricSamples samples,
    Instant samplesAt) {
  public ProcessState with(ProcessMetricSamples newest, Instant at) {
    return new ProcessState(url, reachable, ready, checks, problem, newest, at);
  }
}
