// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Builds the definition of a {@link SinkTable}. A table in which no column has a merge rule is
 * append-only: the first row of a key stays.
 *
 * @param <R> row type
 */
public final class SinkTableBuilder<R> {
  final String name;
  final List<TableColumn<R>> columns = new ArrayList<>();
  final Map<SinkTopic<?>, Function<?, Stream<R>>> sources = new LinkedHashMap<>();
  private MergeRule usual = MergeRule.FIXED;
  private String guard;
  Predicate<R> changesOnly;
  int changeColumns;
  private String changeCondition;
  Predicate<R> following;
  private String followCondition;
  MergeCondition anew;
  MergeCondition ofBefore;

  SinkTableBuilder(String name) {
    this.name = name;
  }

  /** Sets the merge rule of the columns that follow and name none. */
  public SinkTableBuilder<R> merging(MergeRule rule) {
    usual = rule;
    return this;
  }

  /** The first columns of the key of tables whose rows belong to an instance. */
  public SinkTableBuilder<R> owner(
      Function<R, String> tenantId, Function<R, InstanceKey> instance) {
    return text("tenant_id", tenantId, MergeRule.KEY)
        .text("gateway", row -> instance.apply(row).gateway(), MergeRule.KEY)
        .text("instance", row -> instance.apply(row).name(), MergeRule.KEY);
  }

  /** Adds a text column. Characters that PostgreSQL refuses are encoded. */
  public SinkTableBuilder<R> text(String column, Function<R, String> value, MergeRule merge) {
    return texts(column, "text", found -> StorableTextCodec.encode((String) found), value, merge);
  }

  public SinkTableBuilder<R> text(String column, Function<R, String> value) {
    return text(column, value, usual);
  }

  public SinkTableBuilder<R> instant(String column, Function<R, Instant> value, MergeRule merge) {
    return asText(column, "timestamptz", value, merge);
  }

  public SinkTableBuilder<R> instant(String column, Function<R, Instant> value) {
    return instant(column, value, usual);
  }

  public SinkTableBuilder<R> bool(String column, Function<R, Boolean> value) {
    return add(column, "boolean", Boolean[]::new, value, usual);
  }

  public SinkTableBuilder<R> integer(String column, Function<R, Integer> value, MergeRule merge) {
    return add(column, "int4", Integer[]::new, value, merge);
  }

  public SinkTableBuilder<R> integer(String column, Function<R, Integer> value) {
    return integer(column, value, usual);
  }

  public SinkTableBuilder<R> bigint(String column, Function<R, Long> value, MergeRule merge) {
    return add(column, "int8", Long[]::new, value, merge);
  }

  public SinkTableBuilder<R> bigint(String column, Function<R, Long> value) {
    return bigint(column, value, usual);
  }

  public SinkTableBuilder<R> bytes(String column, Function<R, byte[]> value) {
    return add(column, "bytea", byte[][]::new, value, usual);
  }

  public SinkTableBuilder<R> json(String column, Function<R, JsonNode> value, MergeRule merge) {
    return texts(
        column, "jsonb", found -> StorableJsonEncoder.encode((JsonNode) found), value, merge);
  }

  public SinkTableBuilder<R> json(String column, Function<R, JsonNode> value) {
    return json(column, value, usual);
  }

  /** Adds a column whose values are sent as text and cast by PostgreSQL. */
  public SinkTableBuilder<R> asText(
      String column, String type, Function<R, ?> value, MergeRule merge) {
    return texts(column, type, Object::toString, value, merge);
  }

  /**
   * Adds a column for each component of a part of the row: {@code chatId} becomes {@code chat_id}.
   * Components that are records have none.
   *
   * @param prefix of the columns' names
   * @param part returns the part; may return null
   * @param without names of components that have no such column
   */
  public <P extends Record> SinkTableBuilder<R> components(
      String prefix, Class<P> type, Function<R, P> part, String... without) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (!component.getType().isRecord() && !List.of(without).contains(component.getName())) {
        component(prefix, component, part);
      }
    }
    return this;
  }

  private void component(String prefix, RecordComponent component, Function<R, ?> part) {
    String name = component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    String column = prefix + name;
    Class<?> type = component.getType();
    if (type == String.class) {
      text(column, value(component, part, String.class));
    } else if (type == boolean.class || type == Boolean.class) {
      bool(column, value(component, part, Boolean.class));
    } else if (type == Long.class) {
      bigint(column, value(component, part, Long.class));
    } else if (type == Instant.class) {
      instant(column, value(component, part, Instant.class));
    } else if (type == JsonNode.class) {
      json(column, value(component, part, JsonNode.class));
    } else {
      throw new IllegalArgumentException("no type of a column fits " + component);
    }
  }

  private static <R, T> Function<R, T> value(
      RecordComponent component, Function<R, ?> part, Class<T> type) {
    Method accessor = component.getAccessor();
    return row -> {
      Object found = part.apply(row);
      try {
        return found == null ? null : type.cast(accessor.invoke(found));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    };
  }

  /**
   * Rows for which this is true have no values for the columns that follow. They update a present
   * row, and never insert one.
   *
   * @param condition SQL condition of the update; null for none
   */
  public SinkTableBuilder<R> changesOnly(Predicate<R> rows, String condition) {
    changesOnly = rows;
    changeColumns = columns.size();
    changeCondition = condition;
    return this;
  }

  /**
   * Rows for which this is true differ from the row before them in the columns before {@link
   * #changesOnly} alone. Where that is the present row, only these are written.
   *
   * @param condition SQL condition that the present row is the one before
   */
  public SinkTableBuilder<R> following(Predicate<R> rows, String condition) {
    following = rows;
    followCondition = condition;
    return this;
  }

  /**
   * Rows may begin anew, when what they are about was forgotten and its key was used again.
   *
   * @param isAnew the new row replaces the present one
   * @param isOfBefore the new row is from before the present one, and counts no more
   */
  public SinkTableBuilder<R> restarting(MergeCondition isAnew, MergeCondition isOfBefore) {
    anew = isAnew;
    ofBefore = isOfBefore;
    guard = "(" + ofBefore.sql() + ") IS NOT TRUE";
    return this;
  }

  /** Sets the SQL condition under which a present row is changed. */
  public SinkTableBuilder<R> guard(String condition) {
    guard = condition;
    return this;
  }

  /** Adds to the condition of a change that it changes the row, so that a replay does not. */
  public SinkTableBuilder<R> untouchedWhenEqual() {
    guard =
        "(%s) AND ROW(%s) IS DISTINCT FROM ROW(%s)"
            .formatted(
                guard,
                joined(merged(), column -> "t." + column.name()),
                joined(merged(), this::mergedValue));
    return this;
  }

  /** Each record of the topic is a row. */
  public SinkTableBuilder<R> from(SinkTopic<R> topic) {
    return from(topic, Stream::of);
  }

  /** Rows of the table come from the records of the topic. */
  public <T> SinkTableBuilder<R> from(SinkTopic<T> topic, Function<T, Stream<R>> rows) {
    sources.put(topic, rows);
    return this;
  }

  public SinkTable<R> build() {
    List<TableColumn<R>> key = columns.stream().filter(TableColumn::isKey).toList();
    String conflict = "ON CONFLICT DO NOTHING";
    if (merged().findAny().isPresent()) {
      conflict =
          "ON CONFLICT (%s) DO UPDATE SET %s%s"
              .formatted(
                  joined(key.stream(), TableColumn::name),
                  assignments(merged()),
                  guard == null ? "" : " WHERE " + guard);
    }
    UnnestStatement insert = UnnestStatement.insert(name, columns, conflict);
    return changesOnly == null
        ? new SinkTable<>(this, insert, null, null)
        : new SinkTable<>(this, insert, update(key, followCondition), update(key, changeCondition));
  }

  private UnnestStatement update(List<TableColumn<R>> key, String condition) {
    List<TableColumn<R>> changes = columns.subList(0, changeColumns);
    // The index of the key's last column finds the row. Of those that begin with its other columns
    // the planner, which takes them to be independent, might choose one of all rows of an instance.
    String sameKey =
        IntStream.range(0, key.size())
            .mapToObj(
                n ->
                    "t.%1$s%2$s = excluded.%1$s"
                        .formatted(key.get(n).name(), n < key.size() - 1 ? " || ''" : ""))
            .collect(Collectors.joining(" AND "));
    return UnnestStatement.update(
        name,
        changes,
        assignments(changes.stream().filter(column -> column.merge().assigns())),
        condition == null ? sameKey : sameKey + " AND " + condition);
  }

  private Stream<TableColumn<R>> merged() {
    return columns.stream().filter(column -> column.merge().assigns());
  }

  private String assignments(Stream<TableColumn<R>> assigned) {
    return joined(assigned, column -> column.name() + " = " + mergedValue(column));
  }

  private String mergedValue(TableColumn<R> column) {
    MergeRule rule = anew == null ? column.merge() : column.merge().unless(anew);
    return rule.expression(column.name());
  }

  private static <T> String joined(Stream<T> parts, Function<T, String> text) {
    return parts.map(text).collect(Collectors.joining(", "));
  }

  private SinkTableBuilder<R> texts(
      String column,
      String type,
      Function<Object, Object> encoder,
      Function<R, ?> value,
      MergeRule merge) {
    columns.add(new TableColumn<>(column, type, "text", String[]::new, encoder, value, merge));
    return this;
  }

  private SinkTableBuilder<R> add(
      String column,
      String type,
      IntFunction<Object[]> array,
      Function<R, ?> value,
      MergeRule merge) {
    columns.add(new TableColumn<>(column, type, type, array, Function.identity(), value, merge));
    return this;
  }
}
