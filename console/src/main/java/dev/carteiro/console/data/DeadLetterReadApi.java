// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
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

  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_FIRST =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("failed_at", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("id", "text"));

  private final ApiKeyAuthenticator authentication;
  private final ScopedDatabaseReader reads;

  DeadLetterReadApi(ApiKeyAuthenticator authentication, ScopedDatabaseReader reads) {
    this.authentication = authentication;
    this.reads = reads;
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/dead-letters", this::list);
    config.routes.get("/api/dead-letters/{id}", this::one);
  }

  private void list(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(ITEM, "dead_letter_fates").ofTenant("tenant_id", scope.tenantId());
    select.ofInstance("", given.instance());
    select.where(
        "reason = ?",
        given.oneOf("reason", Arrays.stream(DeadLetter.Reason.values()).map(Enum::name).toList()));
    select.where("disposition = ?", given.oneOf("disposition", "open", "redriven", "discarded"));
    select.where("failed_at >= ?", given.instant("from"));
    select.where("failed_at < ?", given.instant("to"));
    int limit = given.limit();
    ConsoleJsonResponse.json(
        context,
        reads.read(
            context,
            scope,
            connection ->
                select.page(connection, NEWEST_FIRST, false, limit, context.queryParam("page"))));
  }

  private void one(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    String id = StorableTextCodec.encode(context.pathParam("id"));
    ConsoleJsonResponse.json(
        context,
        reads
            .read(context, scope, connection -> whole(connection, scope, id))
            .orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_DEAD_LETTER", "dead letter")));
  }

  private static Optional<ObjectNode> whole(Connection connection, TenantReadScope scope, String id)
      throws SQLException {
    Optional<ObjectNode> found =
        new SelectQueryBuilder(ITEM, "dead_letter_fates")
            .ofTenant("tenant_id", scope.tenantId())
            .where("id = ?", id)
            .first(connection, "ORDER BY failed_at DESC");
    if (found.isPresent()) {
      new SelectQueryBuilder(ORIGINAL, "dead_letters")
          .ofTenant("tenant_id", scope.tenantId())
          .where("id = ?", id)
          .first(connection, "ORDER BY failed_at DESC")
          .ifPresent(original -> found.get().setAll(original));
    }
    return found;
  }
}
