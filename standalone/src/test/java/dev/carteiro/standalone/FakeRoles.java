// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.Roles;
import dev.carteiro.config.BridgeSettings;
import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.config.FakeSettings;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.Role;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.streams.Topology;

/** Roles that do nothing but say so. */
final class FakeRoles implements Roles {
  private final Consumer<String> said;
  private final String failing;

  /**
   * @param said hears what each role does
   * @param failing the role that fails as soon as it runs; may be none
   */
  FakeRoles(Consumer<String> said, String failing) {
    this.said = said;
    this.failing = failing;
  }

  @Override
  public Role bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
    return new FakeRole("bridge");
  }

  @Override
  public Role topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
    return new FakeRole("topology");
  }

  @Override
  public Role sender(SenderSettings settings, PrometheusMeterRegistry metrics) {
    return new FakeRole("sender");
  }

  @Override
  public Role sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
    return new FakeRole("sink");
  }

  @Override
  public Role console(ConsoleSettings settings, PrometheusMeterRegistry metrics) {
    return new FakeRole("console");
  }

  @Override
  public Role evolutionFake(FakeSettings settings) {
    return new FakeRole("evolution-fake");
  }

  @Override
  public Topology describe(TopologySettings settings) {
    return new Topology();
  }

  private final class FakeRole implements Role {
    private final String name;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    private FakeRole(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() {
      said.accept("start " + name);
      if (name.equals(failing)) {
        failure.completeExceptionally(new IllegalStateException(name + " is broken"));
      }
    }

    @Override
    public Health health() {
      return Health.of(Health.Check.ready("self"));
    }

    @Override
    public CompletableFuture<Void> failure() {
      return failure;
    }

    @Override
    public void close() {
      said.accept("stop " + name);
    }
  }
}
