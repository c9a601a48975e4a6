// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.runtime.Health;
import io.javalin.config.JavalinConfig;
import java.util.List;

/** One capability of the console. */
public interface Part extends AutoCloseable {

  /** Adds its routes, before the server starts. */
  void addTo(JavalinConfig config);

  /** Starts its threads; nothing it needs has to be there yet. */
  default void start() {}

  /** What it depends on; a console that lost Kafka or PostgreSQL is ready nevertheless. */
  default List<Health.Check> checks() {
    return List.of();
  }

  /** Ends its threads. */
  @Override
  default void close() {}
}
