// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

/**
 * What becomes of a column when a row with the same key is present: an SQL expression over the
 * present row {@code t} and the new one, {@code excluded}, and the same in Java, with which the
 * rows of a batch are merged before they are written. Merging first must not change the result.
 */
public final class MergeRule {

  /** A rule in Java: returns the merged value of the column. */
  @FunctionalInterface
  public interface ColumnMerger {
    Object merge(String column, RowValues present, RowValues added);
  }

  /** The column is part of the primary key. */
  public static final MergeRule KEY = of(null, (column, present, added) -> present.get(column));

  /** The first row's value stays. */
  public static final MergeRule FIXED = of(null, KEY.java);

  /** The last row's value, even if it is null. */
  public static final MergeRule LAST =
      of("excluded.%1$s", (column, present, added) -> added.get(column));

  /** The last value that is not null. */
  public static final MergeRule LAST_KNOWN =
      of(
          "coalesce(excluded.%1$s, t.%1$s)",
          (column, present, added) ->
              added.get(column) != null ? added.get(column) : present.get(column));

  /** The first value that is not null. */
  public static final MergeRule FIRST_KNOWN =
      of(
          "coalesce(t.%1$s, excluded.%1$s)",
          (column, present, added) -> LAST_KNOWN.java.merge(column, added, present));

  /** The greatest value that is not null. */
  public static final MergeRule GREATEST =
      of(
          "greatest(t.%1$s, excluded.%1$s)",
          (column, present, added) ->
              added.compareTo(present, column) > 0 ? added.get(column) : present.get(column));

  /** The least value that is not null. */
  public static final MergeRule LEAST =
      of(
          "least(t.%1$s, excluded.%1$s)",
          (column, present, added) ->
              present.get(column) == null
                      || added.get(column) != null && added.compareTo(present, column) < 0
                  ? added.get(column)
                  : present.get(column));

  private final String sql;
  private final ColumnMerger java;

  private MergeRule(String sql, ColumnMerger java) {
    this.sql = sql;
    this.java = java;
  }

  /** A rule of its own; in the SQL expression {@code %1$s} stands for the column's name. */
  public static MergeRule of(String sql, ColumnMerger java) {
    return new MergeRule(sql, java);
  }

  /** A rule in SQL alone: rows with the same key are written one after the other. */
  public static MergeRule inSql(String sql) {
    return new MergeRule(sql, null);
  }

  /** The new row's value when the condition holds, else the present row's. */
  public static MergeRule when(MergeCondition condition) {
    return choice(condition, LAST, of("t.%1$s", FIXED.java));
  }

  /** Like {@link #when}, but null never replaces a value. */
  public static MergeRule knownWhen(MergeCondition condition) {
    return choice(condition, LAST_KNOWN, FIRST_KNOWN);
  }

  private static MergeRule choice(MergeCondition condition, MergeRule then, MergeRule otherwise) {
    return of(
        "CASE WHEN " + condition.sql() + " THEN " + then.sql + " ELSE " + otherwise.sql + " END",
        (column, present, added) ->
            (condition.holds().test(present, added) ? then : otherwise)
                .java.merge(column, present, added));
  }

  /** This rule, unless the condition holds: then the new row's value, even if it is null. */
  MergeRule unless(MergeCondition condition) {
    return assigns() ? choice(condition, LAST, this) : this;
  }

  boolean assigns() {
    return sql != null;
  }

  boolean isInJava() {
    return java != null;
  }

  String expression(String column) {
    return sql.formatted(column);
  }

  /** Merges the column's values in Java. */
  public Object merge(String column, RowValues present, RowValues added) {
    return java.merge(column, present, added);
  }
}
