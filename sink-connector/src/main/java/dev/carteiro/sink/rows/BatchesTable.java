// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.util.Locale;

/** The table {@code batches}: the newest record of each bulk request, and the time of its first. */
final class BatchesTable {
  private static final MergeCondition NEWER = MergeCondition.notLess("updated_at");

  static final SinkTable<BatchEvent> TABLE =
      SinkTable.<BatchEvent>named("batches")
          .from(SinkTopics.SEND_STATE, SinkTopics::batches)
          .text("tenant_id", BatchEvent::tenantId, MergeRule.KEY)
          .text("batch_id", BatchEvent::batchId, MergeRule.KEY)
          .text("gateway", event -> event.instance().gateway())
          .text("instance", event -> event.instance().name())
          .merging(MergeRule.when(NEWER))
          .text("state", event -> event.state().name().toLowerCase(Locale.ROOT))
          .integer("size", BatchEvent::size)
          .text("actor", BatchEvent::actor, MergeRule.knownWhen(NEWER))
          .instant("created_at", BatchEvent::at, MergeRule.LEAST)
          .instant("updated_at", BatchEvent::at, MergeRule.GREATEST)
          .text("trace_id", BatchEvent::traceId, MergeRule.when(MergeCondition.less("created_at")))
          .build();

  private BatchesTable() {}
}
