// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.config.OutboxSettings;
import java.time.Clock;

/** Adds all routes over partitions. */
final class Views {
  private Views() {}

  static void addTo(QueryRoutes routes, Partitions partitions, OutboxSettings outbox, Clock clock) {
    new MessageQuery(partitions).addTo(routes);
    new JobQueries(partitions, outbox, clock).addTo(routes);
    new InstanceQueries(partitions, outbox, clock).addTo(routes);
    new DuplicateQuery(partitions).addTo(routes);
    new StatsQuery(partitions, clock).addTo(routes);
    new StoreQueries(partitions, StoreView.all(outbox, clock)).addTo(routes);
  }
}
