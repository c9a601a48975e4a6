// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.config.KafkaSettings;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where the messages of a pipeline can be observed after the response: its topic and its table of
 * offsets.
 *
 * @param kafka settings of the broker
 * @param topic topic in which messages are observed
 * @param database opens a connection that sees the offsets
 * @param offsets query of partition and next offset of that topic, which are committed with the
 *     rows; null when no row is written
 */
record PipelineObservationPoint(
    KafkaSettings kafka, String topic, OffsetConnectionSource database, String offsets) {

  /** A database to look into. */
  interface OffsetConnectionSource {
    Connection connect() throws SQLException;
  }

  /** Supplies the way once its subject runs. */
  interface ObservationPointSupplier {
    PipelineObservationPoint now();
  }
}
