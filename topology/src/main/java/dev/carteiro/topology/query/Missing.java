// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Why a partition did not answer. */
enum Missing {
  /** It moved to another process; the door looks again where to. */
  NOT_OWNER("REBALANCING", "Partitions are moving between processes"),
  /** Nobody has it at the moment. */
  REBALANCING("REBALANCING", "Partitions are moving between processes"),
  /** Its owner is still reading its state back. */
  RESTORING("RESTORING", "State is being restored"),
  /** Its owner could not be reached, or did not answer as a peer does. */
  PEER_UNAVAILABLE("PEER_UNAVAILABLE", "A process that holds the data does not answer"),
  /** Its answer did not come in time. */
  DEADLINE("DEADLINE", "The answer was not complete in time"),
  /** Its owner answers too many queries already. */
  OVERLOADED("OVERLOADED", "Too many queries at one time"),
  /** A sum would have had to look at more entries than one query may. */
  SCAN_LIMIT("SCAN_LIMIT", "The query looks at too much"),
  /** Reading failed; the log of its owner says why. */
  FAILED("READ_FAILED", "Reading the state failed");

  private final String code;
  private final String title;

  Missing(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** The code of the answer when nothing can be answered for this reason. */
  String code() {
    return code;
  }

  String title() {
    return title;
  }
}
