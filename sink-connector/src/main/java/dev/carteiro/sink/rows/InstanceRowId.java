// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The primary key of an instance in the database: a UUID derived from gateway and name, so it is
 * the same in every database.
 */
final class InstanceRowId {
  private InstanceRowId() {}

  static UUID of(InstanceKey instance) {
    return UUID.nameUUIDFromBytes(
        ("carteiro:instance:" + instance.text()).getBytes(StandardCharsets.UTF_8));
  }
}
