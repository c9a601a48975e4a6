// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fake Evolution server as a role. Instances are created through its API, as with a real
 * server.
 */
public final class EvolutionFakeRole implements ProcessRole {
  private static final Logger LOG = LoggerFactory.getLogger(EvolutionFakeRole.class);

  private final EvolutionFakeSettings settings;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private volatile EvolutionFakeServer fake;

  public EvolutionFakeRole(EvolutionFakeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "evolution-fake";
  }

  @Override
  public void start() {
    try {
      fake = EvolutionFakeServer.start(settings);
    } catch (RuntimeException e) {
      throw RoleHttpServer.cannotListen(settings.http(), e);
    }
    LOG.info("listening url={} version={}", fake.url(), settings.version());
  }

  /**
   * Returns the server, for callers in the same process that simulate contacts and faults.
   *
   * @throws IllegalStateException before it is started
   */
  public EvolutionFakeServer fake() {
    if (fake == null) {
      throw new IllegalStateException("not started");
    }
    return fake;
  }

  @Override
  public RoleHealth health() {
    return new RoleHealth(
        List.of(new RoleHealth.HealthCheck("http", fake != null, "not listening yet")));
  }

  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    if (fake != null) {
      fake.close();
    }
  }
}
