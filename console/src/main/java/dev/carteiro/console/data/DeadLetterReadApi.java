// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.text;
import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.event.DeadLetter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/dead-letters}: dead letters, and one of them with its bytes. */
final class DeadLetterReadApi {
  /** The largest number of bytes shown; larger dead letters are redriven from the command line. */
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private static final String ITEM =
      """
      id AS "id", nullif(tenant_id, 'unresolved') AS "tenantId", stage AS "stage", reason AS "reason",
      detail AS "detail", CASE WHEN instance IS NOT NULL THEN concat_ws('/', gateway, instance) END
        AS "instance",
      event AS "event", topic AS "topic", partition AS "partition", record_offset AS "offset",
      size_bytes AS "sizeBytes", failed_at AS "failedAt", trace_id AS "traceId",
      disposition AS "disposition", redriven_at AS "redrivenAt", redriven_by AS "redrivenBy",
      redrives AS "redrives", discarded_at AS "discardedAt", discarded_by AS "discardedBy\"""";

  /** The original record, under the names that a redrive expects. */
  private static final String ORIGINAL =
      """
      CASE WHEN instance IS NOT NULL THEN concat_ws('/', gateway, instance) END AS "key",
      coalesce(headers, '{}') AS "headers", substring(bytes FROM 1 FOR %1$d) AS "bytes",
      coalesce(octet_length(bytes), 0) > %1$d AS "truncated\""""
          .formatted(MOST_BYTES);

  private static final List<SortKeyColumn> NEWEST_FIRST =
      List.of(time("failed_at"), text("tenant_id"), text("id"));

  private DeadLetterReadApi() {}

  static ObjectNode list(DataRequest request) {
    ListQueryParameters given = request.given();
    List<String> reasons = Arrays.stream(DeadLetter.Reason.values()).map(Enum::name).toList();
    return request.page(
        request
            .select(ITEM, "dead_letter_fates")
            .ofInstance(given.instance())
            .where("reason = ?", given.oneOf("reason", reasons))
            .where("disposition = ?", given.oneOf("disposition", "open", "redriven", "discarded"))
            .where("failed_at >= ?", given.instant("from"))
            .where("failed_at < ?", given.instant("to")),
        NEWEST_FIRST);
  }

  static ObjectNode one(DataRequest request) {
    String id = StorableTextCodec.encode(request.context().pathParam("id"));
    return request
        .read(
            connection -> {
              Optional<ObjectNode> found = byId(request, ITEM, "dead_letter_fates", id, connection);
              if (found.isPresent()) {
                byId(request, ORIGINAL, "dead_letters", id, connection)
                    .ifPresent(original -> found.get().setAll(original));
              }
              return found;
            })
        .orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_DEAD_LETTER", "dead letter"));
  }

  private static Optional<ObjectNode> byId(
      DataRequest request, String columns, String table, String id, Connection connection)
      throws SQLException {
    return request
        .select(columns, table)
        .where("id = ?", id)
        .first(connection, "ORDER BY failed_at DESC");
  }
}
