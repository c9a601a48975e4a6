// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import java.sql.SQLException;
import java.util.Set;

/** What a database error means for the records of the failed transaction. */
public enum SqlErrorCategory {
  /**
   * The database is down, full, shutting down, failing over or busy. The same records will succeed
   * later.
   */
  TRANSIENT,
  /** The data of a record is refused. This record will be refused again, the others will not. */
  DATA,
  /**
   * The schema or the permissions do not fit this version, or the database is damaged. No record
   * may be skipped.
   */
  FATAL;

  /**
   * SQLSTATE classes: 08 connection, 28 credentials (they may be rotated just now; at the start
   * they are checked separately), 40 rollback, 53 resources, 55 lock not available, 57 operator
   * intervention, 58 system error such as a failing disk.
   */
  private static final Set<String> TRANSIENT_CLASSES =
      Set.of("08", "28", "40", "53", "55", "57", "58");

  /**
   * 25006: a standby answered during a failover. 25P03, 25P04: the server ended an idle or long
   * transaction.
   */
  private static final Set<String> TRANSIENT_STATES = Set.of("25006", "25P03", "25P04");

  /**
   * SQLSTATE classes: 21 cardinality, 22 data, 23 integrity, 44 check option, 54 limits (an index
   * row or a document is too large).
   */
  private static final Set<String> DATA_CLASSES = Set.of("21", "22", "23", "44", "54");

  public static SqlErrorCategory of(SQLException error) {
    String state = state(error);
    if (state == null || TRANSIENT_STATES.contains(state)) {
      // Only timeouts of the connection pool have no SQLSTATE.
      return TRANSIENT;
    }
    String stateClass = state.substring(0, Math.min(2, state.length()));
    if (TRANSIENT_CLASSES.contains(stateClass)) {
      return TRANSIENT;
    }
    return DATA_CLASSES.contains(stateClass) ? DATA : FATAL;
  }

  /** The SQLSTATE, taken from a cause if the pool wrapped it; null when there is none. */
  public static String state(SQLException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return null;
  }
}
