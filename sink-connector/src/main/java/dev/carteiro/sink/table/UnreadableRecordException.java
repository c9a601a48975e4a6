// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

/**
 * A record of one of the project's own topics does not have the content that the catalogue says.
 * The message contains nothing of the record's content.
 */
public final class UnreadableRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String problem) {
    super(problem);
  }

  public UnreadableRecordException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
