// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition over the present row and the new one.
 *
 * @param sql over {@code t} and {@code excluded}
 * @param holds the same in Java, for the present row and the new one
 */
public record MergeCondition(String sql, BiPredicate<RowValues, RowValues> holds) {

  /** The new row's columns, as a tuple, are greater. None of them is null. */
  public static MergeCondition greater(String... columns) {
    return comparing(" > ", order -> order > 0, columns);
  }

  /** The new row's columns, as a tuple, are greater or equal. None of them is null. */
  public static MergeCondition notLess(String... columns) {
    return comparing(" >= ", order -> order >= 0, columns);
  }

  /** The new row's columns, as a tuple, are less. None of them is null. */
  public static MergeCondition less(String... columns) {
    return comparing(" < ", order -> order < 0, columns);
  }

  private static MergeCondition comparing(String operator, IntPredicate is, String... columns) {
    return new MergeCondition(
        tuple("excluded.", columns) + operator + tuple("t.", columns),
        (present, added) -> is.test(added.compareTo(present, columns)));
  }

  private static String tuple(String row, String... columns) {
    return Stream.of(columns)
        .map(column -> row + column)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
