// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/alerts} and {@code /api/alerts/history}: present and past alerts. */
final class AlertReadApi {
  private static final String ITEM =
      """
      id AS "id", rule AS "rule", state AS "state", nullif(tenant_id, 'unresolved') AS "tenantId",
      CASE WHEN instance IS NOT NULL THEN concat_ws('/', gateway, instance) END AS "instance",
      severity AS "severity", subject AS "subject", message AS "message", firing_at AS "firingAt",
      resolved_at AS "resolvedAt", updated_at AS "updatedAt\"""";

  /** Columns of an episode: one time that an alert fired, with its end. */
  private static final String EPISODE =
      """
      id AS "id", rule AS "rule", severity AS "severity",
      CASE WHEN resolved_at IS NULL THEN 'firing' ELSE 'resolved' END AS "state",
      nullif(tenant_id, 'unresolved') AS "tenantId",
      CASE WHEN instance IS NOT NULL THEN concat_ws('/', gateway, instance) END AS "instance",
      subject AS "subject", message AS "message", resolution AS "resolution",
      firing_at AS "firingAt", resolved_at AS "resolvedAt\"""";

  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_EPISODE_FIRST =
      List.of(
          // Of some episodes only the end was recorded.
          new SelectQueryBuilder.SortKeyColumn(
              "coalesce(firing_at, resolved_at, 'epoch')", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("episode", "text"));

  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_FIRST =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("updated_at", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("id", "text"));

  private final ApiKeyAuthenticator authentication;
  private final ScopedDatabaseReader reads;

  AlertReadApi(ApiKeyAuthenticator authentication, ScopedDatabaseReader reads) {
    this.authentication = authentication;
    this.reads = reads;
  }

  void addTo(JavalinConfig config) {
    config.routes.get(
        "/api/alerts",
        context ->
            ConsoleJsonResponse.json(
                context,
                page(
                    context,
                    new ListQueryParameters(context).oneOf("state", "firing", "resolved"))));
    config.routes.get(
        "/api/alerts/history",
        context ->
            ConsoleJsonResponse.json(
                context,
                page(context, EPISODE, "alert_history", NEWEST_EPISODE_FIRST, Optional.empty())));
  }

  /** A page of alerts, latest change first. */
  ObjectNode page(Context context, Optional<String> state) {
    return page(context, ITEM, "alerts", NEWEST_FIRST, state);
  }

  private ObjectNode page(
      Context context,
      String columns,
      String table,
      List<SelectQueryBuilder.SortKeyColumn> keys,
      Optional<String> state) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(columns, table)
            .ofTenant("tenant_id", scope.tenantId())
            .where("state = ?", state)
            .where(
                "rule = ?",
                given.oneOf(
                    "rule",
                    Arrays.stream(AlertEvent.AlertRuleId.values()).map(Enum::name).toList()));
    int limit = given.limit();
    String token = context.queryParam("page");
    return reads.read(
        context, scope, connection -> select.page(connection, keys, false, limit, token));
  }
}
