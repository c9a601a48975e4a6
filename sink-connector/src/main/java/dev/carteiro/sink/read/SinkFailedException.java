// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.sink.write.SqlErrorCategory;
import java.sql.SQLException;

/** The sink cannot continue without skipping a record. */
final class SinkFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SinkFailedException(SQLException cause) {
    super(
        ("PostgreSQL refuses the sink's statements (SQLSTATE %s): the schema or the permissions are not what"
                + " this version needs, or the database is damaged; nothing was skipped")
            .formatted(SqlErrorCategory.state(cause)),
        cause);
  }
}
