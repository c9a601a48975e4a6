// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.bridge.BridgeRole;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.ConsoleRole;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeRole;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.kafka.BrokerClock;
import dev.carteiro.runtime.kafka.WorkerRole;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.sender.SenderRole;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkRole;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.CarteiroTopology;
import dev.carteiro.topology.TopologyRole;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import org.apache.kafka.streams.Topology;

/** Creates the roles from the modules on the class path. */
public final class ModuleRoleFactory implements RoleFactory {

  @Override
  public ProcessRole bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new BridgeRole(settings, metrics, Clock.systemUTC()), settings.kafka(), metrics);
  }

  @Override
  public ProcessRole topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new TopologyRole(settings, metrics), settings.kafka(), metrics);
  }

  @Override
  public ProcessRole sender(SenderSettings settings, PrometheusMeterRegistry metrics) {
    return new SenderRole(settings, metrics, Clock.systemUTC());
  }

  @Override
  public ProcessRole sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new SinkRole(settings, metrics), settings.kafka(), metrics);
  }

  @Override
  public ProcessRole console(ConsoleSettings settings, PrometheusMeterRegistry metrics) {
    return new ConsoleRole(settings, metrics, Clock.systemUTC());
  }

  /** Sender and console have a {@link BrokerClock} of their own, whose time they use. */
  private static ProcessRole clocked(
      WorkerRole role, KafkaSettings kafka, PrometheusMeterRegistry metrics) {
    return role.reporting(new BrokerClock(kafka, role.name(), Clock.systemUTC(), metrics));
  }

  @Override
  public ProcessRole evolutionFake(EvolutionFakeSettings settings) {
    return new EvolutionFakeRole(settings);
  }

  @Override
  public Topology describe(TopologySettings settings) {
    return CarteiroTopology.describe(settings);
  }
}
