// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import java.time.Clock;

/** Adds all routes over partitions. */
public final class QueryRouteCatalog {
  private QueryRouteCatalog() {}

  public static void addTo(
      QueryRouteRegistry routes,
      PartitionDirectory partitions,
      OutboxSettings outbox,
      Clock clock) {
    new MessageQueryHandler(partitions).addTo(routes);
    new JobQueryHandler(partitions, outbox, clock).addTo(routes);
    new InstanceQueryHandler(partitions, outbox, clock).addTo(routes);
    new DuplicateQueryHandler(partitions).addTo(routes);
    new StatsQueryHandler(partitions, clock).addTo(routes);
    new StoreQueryHandler(partitions, QueryableStore.all(outbox, clock)).addTo(routes);
  }
}
