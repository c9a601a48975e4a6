// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.text;
import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
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

  private static final String EPISODE =
      """
      id AS "id", rule AS "rule", severity AS "severity",
      CASE WHEN resolved_at IS NULL THEN 'firing' ELSE 'resolved' END AS "state",
      nullif(tenant_id, 'unresolved') AS "tenantId",
      CASE WHEN instance IS NOT NULL THEN concat_ws('/', gateway, instance) END AS "instance",
      subject AS "subject", message AS "message", resolution AS "resolution",
      firing_at AS "firingAt", resolved_at AS "resolvedAt\"""";

  /** Of some episodes only the end was recorded. */
  private static final List<SortKeyColumn> NEWEST_EPISODE_FIRST =
      List.of(
          time("coalesce(firing_at, resolved_at, 'epoch')"), text("tenant_id"), text("episode"));

  private static final List<SortKeyColumn> NEWEST_FIRST =
      List.of(time("updated_at"), text("tenant_id"), text("id"));

  private AlertReadApi() {}

  static ObjectNode alerts(DataRequest request, Optional<String> state) {
    return page(request, request.select(ITEM, "alerts").where("state = ?", state), NEWEST_FIRST);
  }

  static ObjectNode history(DataRequest request) {
    return page(request, request.select(EPISODE, "alert_history"), NEWEST_EPISODE_FIRST);
  }

  private static ObjectNode page(
      DataRequest request, SelectQueryBuilder select, List<SortKeyColumn> keys) {
    List<String> rules = Arrays.stream(AlertRuleId.values()).map(Enum::name).toList();
    return request.page(select.where("rule = ?", request.given().oneOf("rule", rules)), keys);
  }
}
