// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import java.util.concurrent.CompletableFuture;

/**
 * Adds a {@link BrokerClock} to a role, so that its process reports how far its clock is off the
 * brokers'.
 */
public final class ClockReportingRole implements ProcessRole {
  private final ProcessRole role;
  private final BrokerClock clock;

  /**
   * @param clock started and closed with the role
   */
  public ClockReportingRole(ProcessRole role, BrokerClock clock) {
    this.role = role;
    this.clock = clock;
  }

  @Override
  public String name() {
    return role.name();
  }

  @Override
  public void start() {
    role.start();
    clock.start();
  }

  @Override
  public int port() {
    return role.port();
  }

  @Override
  public RoleHealth health() {
    return role.health();
  }

  @Override
  public CompletableFuture<Void> failure() {
    return role.failure();
  }

  @Override
  public void close() {
    try {
      clock.close();
    } finally {
      role.close();
    }
  }
}
