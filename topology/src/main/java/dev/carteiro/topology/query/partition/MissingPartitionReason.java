// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Why a partition did not answer. */
public enum MissingPartitionReason {
  /** It moved to another process. The process that the client asked looks up the owner again. */
  NOT_OWNER("REBALANCING", "Partitions are moving between processes"),
  /** No process has it at present. */
  REBALANCING("REBALANCING", "Partitions are moving between processes"),
  /** Its owner is still restoring its state. */
  RESTORING("RESTORING", "State is being restored"),
  /** Its owner could not be reached, or its response was not valid. */
  PEER_UNAVAILABLE("PEER_UNAVAILABLE", "A process that holds the data does not answer"),
  /** Its answer did not come in time. */
  DEADLINE("DEADLINE", "The answer was not complete in time"),
  /** Its owner is executing too many queries already. */
  OVERLOADED("OVERLOADED", "Too many queries at one time"),
  /** A sum would have to read more entries than one query may. */
  SCAN_LIMIT("SCAN_LIMIT", "The query looks at too much"),
  /** Reading failed; the log of its owner says why. */
  FAILED("READ_FAILED", "Reading the state failed");

  private final String code;
  private final String title;

  MissingPartitionReason(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** The code of this reason in responses. */
  public String code() {
    return code;
  }

  public String title() {
    return title;
  }
}
