// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The definition of a table that the sink writes: the topics that it is fed by, the rows that a
 * record becomes, the columns with their types and merge rules, and the condition under which a
 * present row is changed. Statements, subscription and grants are derived from it.
 *
 * <p>PostgreSQL refuses to change a row twice in one statement. So the rows of a batch with the
 * same key are merged first, by the rules that SQL has. Where a rule is in SQL alone, and where a
 * change precedes the row that it may change, they are written in rounds in which every key is
 * unique. All rounds are in the order of keys, so that two writers cannot deadlock; the first has
 * all keys.
 *
 * @param <R> row type
 */
public final class SinkTable<R> {
  private final String name;
  private final List<TableColumn<R>> columns;
  private final String[] key;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<SinkTopic<?>, Function<?, Stream<R>>> sources;
  private final Predicate<R> changesOnly;
  private final int changeColumns;
  private final Predicate<R> following;
  private final MergeCondition anew;
  private final MergeCondition ofBefore;
  private final boolean mergedFirst;
  private final UnnestStatement insert;
  private final UnnestStatement follow;
  private final UnnestStatement update;

  SinkTable(
      SinkTableBuilder<R> definition,
      UnnestStatement insert,
      UnnestStatement follow,
      UnnestStatement update) {
    name = definition.name;
    columns = List.copyOf(definition.columns);
    key = columns.stream().filter(TableColumn::isKey).map(TableColumn::name).toArray(String[]::new);
    sources = definition.sources;
    changesOnly = definition.changesOnly;
    changeColumns = definition.changeColumns;
    following = definition.following;
    anew = definition.anew;
    ofBefore = definition.ofBefore;
    mergedFirst = columns.stream().allMatch(column -> column.merge().isInJava());
    this.insert = insert;
    this.follow = follow;
    this.update = update;
    columns.forEach(column -> positions.put(column.name(), positions.size()));
  }

  /** Begins the definition of a table. */
  public static <R> SinkTableBuilder<R> named(String name) {
    return new SinkTableBuilder<>(name);
  }

  public String name() {
    return name;
  }

  public List<TableColumn<R>> columns() {
    return columns;
  }

  /** The topics that the table is fed by. */
  public Set<SinkTopic<?>> topics() {
    return sources.keySet();
  }

  /** Returns the rows that a record becomes. The table must be fed by the topic. */
  @SuppressWarnings("unchecked")
  public <T> Stream<R> rows(SinkTopic<T> topic, T value) {
    return ((Function<T, Stream<R>>) sources.get(topic)).apply(value);
  }

  /** Leaves what writing one row after the other would; returns the number of changed rows. */
  public int write(Connection connection, List<R> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    List<List<RowValues>> rounds = rounds(rows);
    if (update == null) {
      return insert.execute(connection, rounds);
    }
    int written = 0;
    for (List<RowValues> round : rounds) {
      List<List<RowValues>> following = part(round, RowValues::following);
      int followed = follow.execute(connection, following);
      // A present row was not the one before: a repetition, or a record that was refused.
      boolean all = followed == following.get(0).size();
      written += followed;
      written +=
          insert.execute(
              connection, part(round, row -> !row.changesOnly() && !(all && row.following())));
      written += update.execute(connection, part(round, RowValues::changesOnly));
    }
    return written;
  }

  private static List<List<RowValues>> part(List<RowValues> round, Predicate<RowValues> which) {
    return List.of(round.stream().filter(which).toList());
  }

  /** The rows to write, in rounds of unique keys; a row may be several of them, merged. */
  List<List<RowValues>> rounds(List<R> rows) {
    List<RowValues> sorted =
        rows.stream().map(this::values).sorted((one, other) -> one.compareTo(other, key)).toList();
    List<List<RowValues>> rounds = new ArrayList<>();
    int round = 0;
    RowValues last = null;
    for (RowValues next : sorted) {
      boolean same = last != null && last.compareTo(next, key) == 0;
      if (same && mergedFirst && (next.changesOnly() || !last.changesOnly())) {
        merge(last, next);
        continue;
      }
      round = same ? round + 1 : 0;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(next);
      last = next;
    }
    return rounds;
  }

  private RowValues values(R row) {
    boolean changes = changesOnly != null && changesOnly.test(row);
    Object[] values = new Object[columns.size()];
    for (int n = 0; n < (changes ? changeColumns : values.length); n++) {
      values[n] = columns.get(n).getter().apply(row);
    }
    return new RowValues(
        positions, values, changes, !changes && following != null && following.test(row));
  }

  private void merge(RowValues present, RowValues added) {
    if (ofBefore != null && ofBefore.holds().test(present, added)) {
      return;
    }
    boolean restarts = anew != null && anew.holds().test(present, added);
    Object[] merged = new Object[columns.size()];
    // A change has no values for the columns that follow, and does not write them.
    int written = added.changesOnly() ? changeColumns : merged.length;
    for (int n = 0; n < merged.length; n++) {
      TableColumn<R> column = columns.get(n);
      if (n >= written) {
        merged[n] = present.at(n);
      } else {
        merged[n] = restarts ? added.at(n) : column.merge().merge(column.name(), present, added);
      }
    }
    present.replaceBy(merged);
  }
}
