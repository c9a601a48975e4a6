// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import java.sql.SQLException;
import java.util.Set;

/** What a database error means for the records that met it. */
enum ErrorClass {
  /**
   * The database is away, full, shutting down, failing over or busy: the same records will do
   * later.
   */
  TRANSIENT,
  /** A record's data is refused: it will be refused again, the others will not. */
  DATA,
  /**
   * The schema or the permissions are not what this version needs, or the database is damaged:
   * nothing may be skipped.
   */
  FATAL;

  /**
   * 08 connection, 53 resources, 57 operator intervention, 40 rollback; 28 credentials (they are
   * being rotated, and at start they are checked apart), 55 lock not available, 58 system error
   * such as a failing disk.
   */
  private static final Set<String> TRANSIENT_CLASSES =
      Set.of("08", "28", "40", "53", "55", "57", "58");

  /**
   * 25006: a standby answered in the middle of a failover. 25P03, 25P04: the server ended an idle
   * or long transaction.
   */
  private static final Set<String> TRANSIENT_STATES = Set.of("25006", "25P03", "25P04");

  /**
   * 21 cardinality, 22 data, 23 integrity, 44 check option, 54 limits (an index row or a document
   * too large).
   */
  private static final Set<String> DATA_CLASSES = Set.of("21", "22", "23", "44", "54");

  static ErrorClass of(SQLException error) {
    String state = state(error);
    if (state == null || TRANSIENT_STATES.contains(state)) {
      // Only the pool's own time-outs carry no state.
      return TRANSIENT;
    }
    String stateClass = state.substring(0, Math.min(2, state.length()));
    if (TRANSIENT_CLASSES.contains(stateClass)) {
      return TRANSIENT;
    }
    return DATA_CLASSES.contains(stateClass) ? DATA : FATAL;
  }

  /** The SQLSTATE, from the cause when the pool wrapped it; null when there is none. */
  static String state(SQLException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
