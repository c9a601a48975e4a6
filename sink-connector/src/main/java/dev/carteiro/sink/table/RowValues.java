// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.util.Map;

/** The values of one row by column, before they are encoded for PostgreSQL. */
public final class RowValues {
  private final Map<String, Integer> positions;
  private final boolean changesOnly;
  private boolean following;
  private Object[] values;

  RowValues(
      Map<String, Integer> positions, Object[] values, boolean changesOnly, boolean following) {
    this.positions = positions;
    this.values = values;
    this.changesOnly = changesOnly;
    this.following = following;
  }

  /** The value of a column; null for none. */
  public Object get(String column) {
    return values[positions.get(column)];
  }

  /** Compares the values of columns with those of another row, as a tuple; null is the least. */
  public int compareTo(RowValues other, String... columns) {
    for (String column : columns) {
      int order = compare(get(column), other.get(column));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Compares two values of one type; null is the least. */
  @SuppressWarnings("unchecked")
  public static int compare(Object one, Object other) {
    return one == null || other == null
        ? Boolean.compare(one != null, other != null)
        : ((Comparable<Object>) one).compareTo(other);
  }

  Object at(int position) {
    return values[position];
  }

  /** Whether the row has no values of its own but changes, and must not be inserted. */
  boolean changesOnly() {
    return changesOnly;
  }

  /** Whether the row differs from the one before it in its changes alone. */
  boolean following() {
    return following;
  }

  void replaceBy(Object... merged) {
    values = merged;
    following = false;
  }
}
