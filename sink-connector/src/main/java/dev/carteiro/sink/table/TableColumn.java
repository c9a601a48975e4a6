// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A column of a {@link SinkTable}.
 *
 * <p>Values are sent as arrays, of a type whose binary form needs no escaping. Times and JSON are
 * sent as text that PostgreSQL casts: in an array of their own type every quote of a document would
 * have to be escaped.
 *
 * @param type PostgreSQL's type of the column
 * @param carried PostgreSQL's type of the array's elements
 * @param array creates an array of the carried values' Java type
 * @param encoder turns a value into what is carried; null for null
 * @param getter gets the value from a row
 * @param <R> row type
 */
public record TableColumn<R>(
    String name,
    String type,
    String carried,
    IntFunction<Object[]> array,
    Function<Object, Object> encoder,
    Function<R, ?> getter,
    MergeRule merge) {

  /** The value of a row, as it is carried. */
  public Object value(R row) {
    return encoded(getter.apply(row));
  }

  boolean isKey() {
    return merge == MergeRule.KEY;
  }

  Object encoded(Object value) {
    return value == null ? null : encoder.apply(value);
  }

  /** The SQL expression of the value, with a cast if it was sent as text. */
  String expression() {
    return carried.equals(type) ? name : name + "::" + type + " AS " + name;
  }
}
