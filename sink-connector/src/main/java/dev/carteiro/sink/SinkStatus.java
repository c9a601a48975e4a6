// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.runtime.Health;

/** The sink's health: the consumer thread sets it, HTTP requests read it. Never blocks. */
final class SinkStatus {
  private volatile Health.Check database =
      Health.Check.notReady("database", "the schema was not checked yet");
  private volatile Health.Check kafka = Health.Check.notReady("kafka", "not connected yet");

  void database(String problem) {
    database = check("database", problem);
  }

  void kafka(String problem) {
    kafka = check("kafka", problem);
  }

  Health health() {
    return Health.of(database, kafka);
  }

  private static Health.Check check(String name, String problem) {
    return problem == null ? Health.Check.ready(name) : Health.Check.notReady(name, problem);
  }
}
