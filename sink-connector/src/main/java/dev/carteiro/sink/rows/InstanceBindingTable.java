// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table {@code whatsapp_instances}, the columns that bindings write: tenant, server URLs,
 * limits. A tombstone keeps the row and sets {@code unbound_at}.
 */
final class InstanceBindingTable implements SinkTable<InstanceBindingRow> {
  private static final List<TableColumn<InstanceBindingRow>> KEY =
      List.of(
          TableColumn.asText("id", "uuid", row -> InstanceRowId.of(row.instance())),
          TableColumn.instant("unbound_at", InstanceBindingRow::unboundAt),
          TableColumn.instant("updated_at", InstanceBindingRow::updatedAt));

  private static final List<TableColumn<InstanceBindingRow>> BINDING =
      List.of(
          TableColumn.text("tenant_id", binding(InstanceBinding::tenantId)),
          TableColumn.text("gateway", row -> row.instance().gateway()),
          TableColumn.text("instance_name", row -> row.instance().name()),
          TableColumn.text("evolution_instance_id", binding(InstanceBinding::evolutionInstanceId)),
          TableColumn.json("evolution_urls", binding(InstanceBindingTable::urls)),
          TableColumn.bool("paused", binding(InstanceBinding::paused)),
          TableColumn.integer("rate_per_minute", binding(InstanceBinding::ratePerMinute)),
          TableColumn.text("integration_bound", binding(InstanceBindingTable::integration)),
          TableColumn.instant("bound_at", InstanceBindingRow::boundAt));

  // One condition in the statement is shorter than two statements for rows that keep and rows that
  // restart bound_at.
  private static final String KEPT_SINCE =
      "t.tenant_id = excluded.tenant_id AND t.unbound_at IS NULL AND t.bound_at IS NOT NULL";

  private static final UnnestStatement<InstanceBindingRow> KEEP =
      insert("CASE WHEN " + KEPT_SINCE + " THEN t.bound_at ELSE excluded.bound_at END");
  private static final UnnestStatement<InstanceBindingRow> RESTART = insert("excluded.bound_at");

  private static final UnnestStatement<InstanceBindingRow> UNBIND =
      UnnestStatement.update(
          "whatsapp_instances",
          KEY,
          "unbound_at = excluded.unbound_at, updated_at = excluded.updated_at",
          "t.id = excluded.id");

  private static UnnestStatement<InstanceBindingRow> insert(String boundAt) {
    return UnnestStatement.insert(
        "whatsapp_instances",
        Stream.concat(KEY.stream(), BINDING.stream()).toList(),
        """
        ON CONFLICT (id) DO UPDATE SET
          tenant_id = excluded.tenant_id, evolution_instance_id = excluded.evolution_instance_id,
          evolution_urls = excluded.evolution_urls, paused = excluded.paused,
          rate_per_minute = excluded.rate_per_minute, integration_bound = excluded.integration_bound, bound_at = %s,
          unbound_at = excluded.unbound_at, updated_at = excluded.updated_at"""
            .formatted(boundAt));
  }

  private static <T> Function<InstanceBindingRow, T> binding(Function<InstanceBinding, T> value) {
    return row -> value.apply(row.binding());
  }

  private static JsonNode urls(InstanceBinding binding) {
    return Json.mapper().valueToTree(binding.evolutionUrls());
  }

  private static String integration(InstanceBinding binding) {
    return binding.integration() == null ? null : binding.integration().text();
  }

  @Override
  public String name() {
    return "whatsapp_instances";
  }

  @Override
  public List<String> key(InstanceBindingRow row) {
    return List.of(row.instance().gateway(), row.instance().name());
  }

  @Override
  public InstanceBindingRow fold(InstanceBindingRow earlier, InstanceBindingRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<InstanceBindingRow> rows) throws SQLException {
    int unbound =
        UNBIND.execute(connection, rows.stream().filter(row -> row.binding() == null).toList());
    List<InstanceBindingRow> bound = rows.stream().filter(row -> row.binding() != null).toList();
    return unbound
        + KEEP.execute(connection, bound.stream().filter(row -> !row.rebound()).toList())
        + RESTART.execute(connection, bound.stream().filter(InstanceBindingRow::rebound).toList());
  }
}
