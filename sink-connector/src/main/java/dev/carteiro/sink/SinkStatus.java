// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.runtime.lifecycle.RoleHealth;

/** The sink's health: the consumer thread sets it, HTTP requests read it. Never blocks. */
public final class SinkStatus {
  private volatile RoleHealth.HealthCheck database =
      RoleHealth.HealthCheck.notReady("database", "the schema was not checked yet");
  private volatile RoleHealth.HealthCheck kafka =
      RoleHealth.HealthCheck.notReady("kafka", "not connected yet");

  public void database(String problem) {
    database = RoleHealth.HealthCheck.of("database", problem);
  }

  public void kafka(String problem) {
    kafka = RoleHealth.HealthCheck.of("kafka", problem);
  }

  public RoleHealth health() {
    return RoleHealth.of(database, kafka);
  }
}
