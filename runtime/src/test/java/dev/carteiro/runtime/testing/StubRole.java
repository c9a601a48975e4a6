// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.testing;

import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import java.util.concurrent.CompletableFuture;

/** A role that does nothing; a test sets its health. */
public class StubRole implements ProcessRole {
  private final String name;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  public volatile RoleHealth health;

  /** One that is ready. */
  public StubRole(String name) {
    this(name, RoleHealth.of(RoleHealth.HealthCheck.ready("self")));
  }

  public StubRole(String name, RoleHealth health) {
    this.name = name;
    this.health = health;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {}

  @Override
  public RoleHealth health() {
    return health;
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {}
}
