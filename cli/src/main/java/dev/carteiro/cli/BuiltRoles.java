// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.BridgeSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.StartupException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.kafka.streams.Topology;

/** The roles of the modules on the class path. */
public final class BuiltRoles implements Roles {

  @Override
  public Role bridge(BridgeSettings settings, PrometheusMeterRegistry metrics) {
    throw absent("bridge");
  }

  @Override
  public Role topology(TopologySettings settings, PrometheusMeterRegistry metrics) {
    throw absent("topology");
  }

  @Override
  public Role sink(SinkSettings settings, PrometheusMeterRegistry metrics) {
    throw absent("sink");
  }

  @Override
  public Topology describe(TopologySettings settings) {
    throw absent("topology");
  }

  private static StartupException absent(String role) {
    return new StartupException("ROLE_ABSENT", "this build has no " + role);
  }
}
