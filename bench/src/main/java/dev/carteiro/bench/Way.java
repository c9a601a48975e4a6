// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.config.KafkaSettings;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * What webhooks come through behind the answer, and where one can see them.
 *
 * @param kafka where the topic is
 * @param topic in which messages are seen
 * @param database opens a connection that sees the offsets
 * @param offsets query of partition and next offset of that topic, which are committed with the
 *     rows; null when no row is written
 */
record Way(KafkaSettings kafka, String topic, Database database, String offsets) {

  /** A database to look into. */
  interface Database {
    Connection connect() throws SQLException;
  }

  /** The way as known once its subject runs; null when the answer comes after the committed row. */
  interface Known {
    Way now();
  }
}
