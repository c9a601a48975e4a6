// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

/**
 * A record of one of the project's own topics does not hold what the catalogue says. The message
 * holds no content of it.
 */
public final class UnreadableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String problem) {
    super(problem);
  }

  UnreadableRecordException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
