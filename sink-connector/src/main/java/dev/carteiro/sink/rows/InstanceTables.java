// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTableBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table {@code whatsapp_instances}: three definitions of one table, each of the columns that
 * its topic writes. Only bindings change the tenant of a present row.
 */
final class InstanceTables {

  /**
   * A record of a binding.
   *
   * @param binding null for a tombstone
   * @param at when the binding was changed or removed
   */
  record BindingRow(InstanceKey instance, InstanceBinding binding, Instant at) {}

  /** Tenant, server URLs, limits. A tombstone keeps the row and sets {@code unbound_at}. */
  static final SinkTable<BindingRow> BINDING =
      InstanceTables.<BindingRow>instances(BindingRow::instance)
          .from(SinkTopics.INSTANCE)
          .merging(MergeRule.LAST)
          .instant("unbound_at", row -> row.binding() == null ? row.at() : null)
          .instant("updated_at", BindingRow::at)
          .changesOnly(row -> row.binding() == null, null)
          .text("gateway", row -> row.instance().gateway(), MergeRule.FIXED)
          .text("instance_name", row -> row.instance().name(), MergeRule.FIXED)
          .text("tenant_id", binding(InstanceBinding::tenantId))
          .text("evolution_instance_id", binding(InstanceBinding::evolutionInstanceId))
          .json("evolution_urls", binding(InstanceTables::urls))
          .bool("paused", binding(InstanceBinding::paused))
          .integer("rate_per_minute", binding(InstanceBinding::ratePerMinute))
          .text("integration_bound", binding(InstanceTables::integration))
          .instant(
              "bound_at",
              BindingRow::at,
              MergeRule.inSql(
                  """
                  CASE WHEN t.tenant_id = excluded.tenant_id AND t.unbound_at IS NULL
                         AND t.bound_at IS NOT NULL
                       THEN t.%1$s ELSE excluded.%1$s END"""))
          .build();

  /** What connection changes say. */
  static final SinkTable<InstanceStatusEvent> CONNECTION =
      InstanceTables.<InstanceStatusEvent>instances(InstanceStatusEvent::instance)
          .from(
              SinkTopics.INSTANCE_STATUS,
              event -> Stream.of(event).filter(InstanceStatusEvent::current))
          .text("gateway", event -> event.instance().gateway())
          .text("instance_name", event -> event.instance().name())
          .text("tenant_id", InstanceStatusEvent::tenantId)
          .merging(MergeRule.LAST)
          .text("connection_state", InstanceStatusEvent::state)
          .text("status", event -> status(event.state()))
          .integer("status_reason", InstanceStatusEvent::reason)
          .instant("state_at", InstanceStatusEvent::receivedAt)
          .merging(MergeRule.LAST_KNOWN)
          .text("own_jid", InstanceStatusEvent::ownJid)
          .text("profile_name", InstanceStatusEvent::profileName)
          .text("profile_picture_url", InstanceStatusEvent::profilePictureUrl)
          .instant("updated_at", InstanceStatusEvent::receivedAt, MergeRule.GREATEST)
          .build();

  /**
   * The integration that Evolution named to a sender's probe. The binding's integration has a
   * column of its own and takes precedence.
   */
  static final SinkTable<SendResult> INTEGRATION =
      InstanceTables.<SendResult>instances(SendResult::instance)
          .from(
              SinkTopics.SEND_RESULT,
              result -> Stream.of(result).filter(InstanceTables::namesIntegration))
          .text("gateway", result -> result.instance().gateway())
          .text("instance_name", result -> result.instance().name())
          .text("tenant_id", SendResult::tenantId)
          .text("integration_seen", result -> result.integration().text(), MergeRule.LAST)
          .instant("updated_at", SendResult::at)
          .build();

  private InstanceTables() {}

  /** Whether a result says through what its instance reaches WhatsApp. */
  static boolean namesIntegration(SendResult result) {
    return result.kind() == SendResult.SendResultKind.PROBED && result.integration() != null;
  }

  /**
   * The table with its key: a UUID derived from gateway and name, so it is the same in every
   * database.
   */
  private static <R> SinkTableBuilder<R> instances(Function<R, InstanceKey> instance) {
    return SinkTable.<R>named("whatsapp_instances")
        .asText("id", "uuid", row -> rowId(instance.apply(row)), MergeRule.KEY);
  }

  private static UUID rowId(InstanceKey instance) {
    return UUID.nameUUIDFromBytes(
        ("carteiro:instance:" + instance.text()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Translates Evolution's state. An unknown state becomes "unknown" and is still visible in {@code
   * connection_state}.
   */
  private static String status(String state) {
    return switch (state) {
      case "open" -> "connected";
      case "close" -> "disconnected";
      case InstanceStatusEvent.CREATED, InstanceStatusEvent.LOGGED_OUT -> "disconnected";
      case InstanceStatusEvent.DELETED, InstanceStatusEvent.REMOVED -> "removed";
      case "connecting", "refused" -> state;
      default -> "unknown";
    };
  }

  private static <T> Function<BindingRow, T> binding(Function<InstanceBinding, T> value) {
    return row -> value.apply(row.binding());
  }

  private static JsonNode urls(InstanceBinding binding) {
    return Json.mapper().valueToTree(binding.evolutionUrls());
  }

  private static String integration(InstanceBinding binding) {
    return binding.integration() == null ? null : binding.integration().text();
  }
}
