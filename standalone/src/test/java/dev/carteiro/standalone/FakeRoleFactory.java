// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.role.RoleFactory;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.testing.StubRole;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Consumer;
import org.apache.kafka.streams.Topology;

/** Roles that do nothing but say so. */
public final class FakeRoleFactory implements RoleFactory {
  private final Consumer<String> said;
  private final String failing;

  /**
   * @param said hears what each role does
   * @param failing the role that fails as soon as it runs; may be none
   */
  public FakeRoleFactory(Consumer<String> said, String failing) {
    this.said = said;
    this.failing = failing;
  }

  @Override
  public ProcessRole bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
    return new IdleRole("bridge");
  }

  @Override
  public ProcessRole topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
    return new IdleRole("topology");
  }

  @Override
  public ProcessRole sender(SenderSettings settings, PrometheusMeterRegistry metrics) {
    return new IdleRole("sender");
  }

  @Override
  public ProcessRole sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
    return new IdleRole("sink");
  }

  @Override
  public ProcessRole console(ConsoleSettings settings, PrometheusMeterRegistry metrics) {
    return new IdleRole("console");
  }

  @Override
  public ProcessRole evolutionFake(EvolutionFakeSettings settings) {
    return new IdleRole("evolution-fake");
  }

  @Override
  public Topology describe(TopologySettings settings) {
    return new Topology();
  }

  private final class IdleRole extends StubRole {
    private IdleRole(String name) {
      super(name);
    }

    @Override
    public void start() {
      said.accept("start " + name());
      if (name().equals(failing)) {
        failure().completeExceptionally(new IllegalStateException(name() + " is broken"));
      }
    }

    @Override
    public void close() {
      said.accept("stop " + name());
    }
  }
}
