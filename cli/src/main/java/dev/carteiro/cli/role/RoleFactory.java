// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.role;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sink.SinkSettings;
import dev.carteiro.topology.TopologySettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.kafka.streams.Topology;

/** Creates the roles without starting them; commands know the role modules only through it. */
public interface RoleFactory {

  ProcessRole bridge(BridgeSettings settings, PrometheusMeterRegistry metrics);

  ProcessRole topology(TopologySettings settings, PrometheusMeterRegistry metrics);

  ProcessRole sender(SenderSettings settings, PrometheusMeterRegistry metrics);

  ProcessRole sink(SinkSettings settings, PrometheusMeterRegistry metrics);

  ProcessRole console(ConsoleSettings settings, PrometheusMeterRegistry metrics);

  ProcessRole evolutionFake(EvolutionFakeSettings settings);

  /** Returns the topology as it would be built; needs no Kafka. */
  Topology describe(TopologySettings settings);
}
