// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.table.MergeCondition;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table {@code send_attempts}: a dispatch's claim and its outcome. The first outcome counts, as
 * it does in the topology.
 */
final class SendAttemptsTable {
  private static final MergeCondition BRINGS_OUTCOME =
      new MergeCondition(
          "t.outcome IS NULL AND excluded.outcome IS NOT NULL",
          (present, added) -> present.get("outcome") == null && added.get("outcome") != null);

  static final SinkTable<SendResult> TABLE =
      SinkTable.<SendResult>named("send_attempts")
          .from(
              SinkTopics.SEND_RESULT,
              result -> Stream.of(result).filter(SendAttemptsTable::isOfAttempt))
          .text("tenant_id", SendResult::tenantId, MergeRule.KEY)
          .text("dispatch_id", SendResult::dispatchId, MergeRule.KEY)
          .text("job_id", SendResult::jobId)
          .text("gateway", result -> result.instance().gateway())
          .text("instance", result -> result.instance().name())
          .integer("attempt", SendResult::attempt)
          .text("lane", result -> result.lane() == null ? null : result.lane().text())
          .text("sender_id", SendResult::senderId)
          .text("trace_id", SendResult::traceId)
          .instant(
              "started_at", result -> isClaim(result) ? result.at() : null, MergeRule.FIRST_KNOWN)
          .merging(MergeRule.when(BRINGS_OUTCOME))
          .instant("finished_at", outcome(SendResult::at))
          .text("outcome", outcome(result -> result.kind().name().toLowerCase(Locale.ROOT)))
          .text("code", outcome(SendResult::code))
          .text("detail", outcome(SendResult::detail))
          .integer("http_status", outcome(SendResult::httpStatus))
          .text("server", outcome(SendResult::server))
          .bigint("latency_ms", outcome(SendResult::latencyMs))
          .bigint("retry_after_ms", outcome(SendResult::retryAfterMs))
          .text("message_id", outcome(SendResult::messageId))
          .guard(
              BRINGS_OUTCOME.sql() + " OR t.started_at IS NULL AND excluded.started_at IS NOT NULL")
          .build();

  private SendAttemptsTable() {}

  /** Whether a result is about a message: a probe is about an instance, a takeover a partition. */
  static boolean isOfAttempt(SendResult result) {
    return result.kind() != SendResult.SendResultKind.PROBED
        && result.kind() != SendResult.SendResultKind.TAKEN_OVER;
  }

  private static boolean isClaim(SendResult result) {
    return result.kind() == SendResult.SendResultKind.STARTED;
  }

  private static <T> Function<SendResult, T> outcome(Function<SendResult, T> value) {
    return result -> isClaim(result) ? null : value.apply(result);
  }
}
