// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.Topic;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All tables that the sink writes. */
public final class SinkTables {
  /** In the order of writing. Every transaction uses this order, so two sinks cannot deadlock. */
  public static final List<SinkTable<?>> IN_ORDER =
      List.of(
          TenantsTable.TABLE,
          InstanceTables.BINDING,
          InstanceTables.CONNECTION,
          InstanceTables.INTEGRATION,
          HistoryTables.INSTANCE_STATUSES,
          ChatsTable.TABLE,
          ContactsTable.TABLE,
          MessagesTable.TABLE,
          MessageMediaTable.TABLE,
          HistoryTables.STATUSES,
          HistoryTables.EDITS,
          HistoryTables.REACTIONS,
          MessageReceiptsTable.TABLE,
          AddressLinksTable.TABLE,
          HistoryTables.EVENTS,
          HistoryTables.DEAD_LETTERS,
          SendJobTables.LOG,
          SendJobTables.SCHEDULES,
          SendAttemptsTable.TABLE,
          BatchesTable.TABLE,
          AlertTables.ALERTS,
          AlertTables.EPISODES,
          HistoryTables.AUDIT,
          WebhookArchiveTable.TABLE);

  private static final Map<SinkTopic<?>, List<SinkTable<?>>> BY_TOPIC = new LinkedHashMap<>();

  static {
    for (SinkTable<?> table : IN_ORDER) {
      for (SinkTopic<?> topic : table.topics()) {
        BY_TOPIC.computeIfAbsent(topic, none -> new ArrayList<>()).add(table);
      }
    }
  }

  private static final Map<String, SinkTopic<?>> BY_NAME =
      BY_TOPIC.keySet().stream()
          .collect(Collectors.toMap(topic -> topic.topic().topicName(), topic -> topic));

  private SinkTables() {}

  /** The names of all tables; each belongs to a tenant. */
  public static Set<String> names() {
    return IN_ORDER.stream().map(SinkTable::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The topics that the tables are fed by; that of webhooks only when they are archived. */
  public static List<String> topicNames(boolean archive) {
    return BY_TOPIC.keySet().stream()
        .map(SinkTopic::topic)
        .filter(topic -> archive || topic != Topic.WEBHOOK)
        .map(Topic::topicName)
        .toList();
  }

  /** The topic with this name; null when no table is fed by it. */
  static SinkTopic<?> topic(String name) {
    return BY_NAME.get(name);
  }

  static List<SinkTable<?>> fedBy(SinkTopic<?> topic) {
    return BY_TOPIC.get(topic);
  }
}
