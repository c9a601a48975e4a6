// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

/** The state of an Evolution server as probes find it. */
public enum ServerProbeFinding {
  OK(0),
  /** No probe has completed yet. */
  UNKNOWN(-1),
  SLOW(1),
  /** It refuses the credential of an instance that is bound to it. */
  CREDENTIAL_REFUSED(1),
  /** It does not know an instance that is bound to it. */
  INSTANCE_UNKNOWN(1),
  /** It answers every business call with 503 until it has a licence. */
  LICENSE_REQUIRED(1),
  /** It asks for fewer calls (429). */
  RATE_LIMITED(1),
  /** It answers with an error, or with something that is not an answer of Evolution. */
  WRONG_ANSWER(1),
  /** It does not answer about some instances, but about others. */
  NUMBER_SILENT(1),
  /** It does not answer at all, or only a proxy in front of it does. */
  AWAY(2);

  private final int level;

  ServerProbeFinding(int level) {
    this.level = level;
  }

  /** The value of the metric: -1 unknown, 0 healthy, 1 degraded, 2 away. */
  public int level() {
    return level;
  }
}
