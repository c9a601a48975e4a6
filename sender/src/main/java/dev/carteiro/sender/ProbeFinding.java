// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

/** How a probed Evolution server does. */
enum ProbeFinding {
  /** It answers as it should. */
  OK(0),
  /** It was not probed to an end yet: nothing is known. */
  UNKNOWN(-1),
  /** It answers, but takes long. */
  SLOW(1),
  /** It refuses the credential of a number that is bound to it. */
  CREDENTIAL_REFUSED(1),
  /** It knows nothing of a number that is bound to it. */
  INSTANCE_UNKNOWN(1),
  /** It answers every business call with 503 until it has a licence. */
  LICENSE_REQUIRED(1),
  /** It asks for fewer calls. */
  RATE_LIMITED(1),
  /** It answers, but with an error, or with something that is not Evolution's. */
  WRONG_ANSWER(1),
  /** One number's question is not answered, others' are. */
  NUMBER_SILENT(1),
  /** It does not answer at all, or a proxy in front says so. */
  AWAY(2);

  private final int level;

  ProbeFinding(int level) {
    this.level = level;
  }

  /** As the metric has it: -1 nothing is known, 0 well, 1 in trouble, 2 away. */
  int level() {
    return level;
  }
}
