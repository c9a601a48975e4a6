// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.query.PartitionAnswer.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes what is found in a partition, at the process that has it. The one gate: what the caller may
 * not see does not pass, whatever the view thinks. It also says when it is enough.
 */
final class Collector {
  /** How often the clock is looked at. */
  private static final int LOOK_AT_CLOCK = 64;

  private final Scope scope;
  private final int limit;
  private final Budget budget;
  private final List<Item> items = new ArrayList<>();
  private byte[] reached;
  private long scanned;
  private long bytes;
  private boolean complete;

  /**
   * How much may be spent on a partition.
   *
   * @param entries looked at
   * @param bytes of stored values whose documents are taken; the first is always taken
   * @param deadline when to stop where one stands
   */
  record Budget(long entries, long bytes, Deadline deadline) {}

  Collector(Scope scope, int limit, Budget budget) {
    this.scope = scope;
    this.limit = limit;
    this.budget = budget;
  }

  Scope scope() {
    return scope;
  }

  /** Whether there is room for another look; else the reading ends here, incomplete. */
  boolean mayLook() {
    return items.size() < limit
        && scanned < budget.entries()
        && bytes < budget.bytes()
        && (scanned == 0 || scanned % LOOK_AT_CLOCK != 0 || !budget.deadline().isOver());
  }

  /** Notes that an entry is looked at. */
  void look(byte[] position) {
    scanned++;
    reached = position;
  }

  /**
   * Takes something, if the caller may see it.
   *
   * @param tenantId whose it is; null for nobody's
   * @param size of the stored value, bytes
   * @param document asked for only when it is taken
   */
  void take(byte[] position, String tenantId, int size, Supplier<? extends JsonNode> document) {
    if (scope.covers(tenantId)) {
      items.add(new Item(position, document.get()));
      bytes += size;
    }
  }

  /** Everything that was asked for was looked at. */
  void end() {
    complete = true;
  }

  /**
   * For sums, which are worth nothing when they are not whole.
   *
   * @throws Unavailable when there is no room for another look
   */
  void lookForSum() {
    scanned++;
    if (scanned > budget.entries()) {
      throw new Unavailable(Missing.SCAN_LIMIT, "more entries than a query may look at");
    }
    if (scanned % LOOK_AT_CLOCK == 0 && budget.deadline().isOver()) {
      throw new Unavailable(Missing.DEADLINE, "not summed up in time");
    }
  }

  PartitionAnswer answer(int partition, Long lag) {
    return new PartitionAnswer(
        partition, items, complete, complete ? null : reached, scanned, lag, null);
  }
}
