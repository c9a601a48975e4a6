// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.bridge.BridgeRole;
import dev.carteiro.config.BridgeSettings;
import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.config.FakeSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.console.ConsoleRole;
import dev.carteiro.fake.FakeRole;
import dev.carteiro.runtime.BrokerClock;
import dev.carteiro.runtime.ClockedRole;
import dev.carteiro.runtime.Role;
import dev.carteiro.sender.SenderRole;
import dev.carteiro.sink.SinkRole;
import dev.carteiro.topology.CarteiroTopology;
import dev.carteiro.topology.TopologyRole;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import org.apache.kafka.streams.Topology;

/** Creates the roles from the modules on the class path. */
public final class BuiltRoles implements Roles {

  @Override
  public Role bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new BridgeRole(settings, metrics, Clock.systemUTC()), settings.kafka(), metrics);
  }

  @Override
  public Role topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new TopologyRole(settings, metrics), settings.kafka(), metrics);
  }

  @Override
  public Role sender(SenderSettings settings, PrometheusMeterRegistry metrics) {
    return new SenderRole(settings, metrics, Clock.systemUTC());
  }

  @Override
  public Role sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
    return clocked(new SinkRole(settings, metrics), settings.kafka(), metrics);
  }

  @Override
  public Role console(ConsoleSettings settings, PrometheusMeterRegistry metrics) {
    return new ConsoleRole(settings, metrics, Clock.systemUTC());
  }

  /**
   * Adds a {@link BrokerClock} to a role. Sender and console have their own, because they use its
   * time.
   */
  private static Role clocked(Role role, KafkaSettings kafka, PrometheusMeterRegistry metrics) {
    return new ClockedRole(role, new BrokerClock(kafka, role.name(), Clock.systemUTC(), metrics));
  }

  @Override
  public Role evolutionFake(FakeSettings settings) {
    return new FakeRole(settings);
  }

  @Override
  public Topology describe(TopologySettings settings) {
    return CarteiroTopology.describe(settings);
  }
}
