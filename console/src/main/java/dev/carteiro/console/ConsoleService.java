// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import io.javalin.config.JavalinConfig;
import java.util.List;

/** A part of the console with its own routes, threads and health checks. */
public interface ConsoleService extends AutoCloseable {

  /** Registers its routes; called before the server starts. */
  default void addTo(JavalinConfig config) {}

  /** Starts its threads. Kafka, PostgreSQL and the other processes may be unreachable. */
  default void start() {}

  /** The state of its dependencies; an unreachable Kafka or PostgreSQL leaves it ready. */
  default List<HealthCheck> checks() {
    return List.of();
  }

  @Override
  default void close() {}
}
