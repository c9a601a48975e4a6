// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.FakeSettings;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.StartupException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fake Evolution server as a role. Instances are created through its API, as with a real
 * server.
 */
public final class FakeRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(FakeRole.class);

  private final FakeSettings settings;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private volatile EvolutionFake fake;

  public FakeRole(FakeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "evolution-fake";
  }

  /**
   * {@inheritDoc}
   *
   * @throws StartupException with code PORT_IN_USE or CANNOT_LISTEN, naming the setting
   */
  @Override
  public void start() {
    try {
      fake = EvolutionFake.start(settings);
    } catch (RuntimeException e) {
      throw cannotListen(e);
    }
    LOG.info("listening url={} version={}", fake.url(), settings.version());
  }

  /**
   * Returns the server, for callers in the same process that simulate contacts and faults.
   *
   * @throws IllegalStateException before it is started
   */
  public EvolutionFake fake() {
    if (fake == null) {
      throw new IllegalStateException("not started");
    }
    return fake;
  }

  @Override
  public Health health() {
    return new Health(List.of(new Health.Check("http", fake != null, "not listening yet")));
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

  private StartupException cannotListen(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new StartupException(
            "PORT_IN_USE",
            "port %d is taken by another process: stop that one, or set %s to a free port"
                .formatted(settings.http().port(), settings.http().setting()),
            e);
      }
    }
    return new StartupException(
        "CANNOT_LISTEN", "evolution-fake cannot listen: " + e.getMessage(), e);
  }
}
