// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import dev.carteiro.sink.rows.SendJobRow;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column of a job's row and its merge rule in SQL, where {@code t} is the present row and {@code
 * excluded} the new one. The rules are those of {@link SendJobRow}.
 *
 * @param <R> row type
 * @param merged SQL expression of the column's value after the merge
 */
public record JobColumnMerge<R>(TableColumn<R> column, String merged) {
  private static final String NEWER =
      "(excluded.updated_at, excluded.revision) > (t.updated_at, t.revision)";

  /** The new row is a new job with the id of an old, forgotten one. */
  private static final String ANEW = "excluded.entered_at > t.updated_at";

  /** The new row is from an old job, and its id was used again since. */
  private static final String OF_BEFORE = "excluded.updated_at < t.entered_at";

  /** The value of the newest record, even if it is null. */
  public static <R> JobColumnMerge<R> newest(TableColumn<R> column) {
    return of(column, "CASE WHEN " + NEWER + " THEN excluded.%1$s ELSE t.%1$s END");
  }

  /** The newest value that is not null. */
  public static <R> JobColumnMerge<R> known(TableColumn<R> column) {
    return of(
        column,
        "CASE WHEN %2$s THEN excluded.%1$s WHEN %3$s THEN coalesce(excluded.%1$s, t.%1$s)"
            + " ELSE coalesce(t.%1$s, excluded.%1$s) END");
  }

  /** The present value, unless it is null. */
  public static <R> JobColumnMerge<R> kept(TableColumn<R> column) {
    return of(column, "CASE WHEN %2$s THEN excluded.%1$s ELSE coalesce(t.%1$s, excluded.%1$s) END");
  }

  /** The least value that is not null: when something happened first. */
  public static <R> JobColumnMerge<R> first(TableColumn<R> column) {
    return of(column, "CASE WHEN %2$s THEN excluded.%1$s ELSE least(t.%1$s, excluded.%1$s) END");
  }

  /** The greatest value: a counter that only grows. */
  public static <R> JobColumnMerge<R> most(TableColumn<R> column) {
    return of(column, "CASE WHEN %2$s THEN excluded.%1$s ELSE greatest(t.%1$s, excluded.%1$s) END");
  }

  /** An upsert that leaves a row untouched if it would not change. */
  public static <R> UnnestStatement<R> into(
      String table, List<TableColumn<R>> key, List<JobColumnMerge<R>> columns) {
    String assignments =
        columns.stream()
            .map(column -> column.column.name() + " = " + column.merged)
            .collect(Collectors.joining(", "));
    String present =
        columns.stream()
            .map(column -> "t." + column.column.name())
            .collect(Collectors.joining(", "));
    String afterwards =
        columns.stream().map(JobColumnMerge::merged).collect(Collectors.joining(", "));
    return UnnestStatement.insert(
        table,
        Stream.concat(key.stream(), columns.stream().map(JobColumnMerge::column)).toList(),
        "ON CONFLICT (%s) DO UPDATE SET %s WHERE (%s) IS NOT TRUE AND ROW(%s) IS DISTINCT FROM ROW(%s)"
            .formatted(
                key.stream().map(TableColumn::name).collect(Collectors.joining(", ")),
                assignments,
                OF_BEFORE,
                present,
                afterwards));
  }

  private static <R> JobColumnMerge<R> of(TableColumn<R> column, String merged) {
    return new JobColumnMerge<>(column, merged.formatted(column.name(), ANEW, NEWER));
  }
}
