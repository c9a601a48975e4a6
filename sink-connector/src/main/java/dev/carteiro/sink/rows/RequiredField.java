// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

/** Checks for fields without which a record cannot become a row. */
final class RequiredField {
  private RequiredField() {}

  static <T> T field(String name, T value) throws UnreadableRecordException {
    if (value == null) {
      throw new UnreadableRecordException("the record has no " + name);
    }
    return value;
  }
}
