// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Instant;

/**
 * What probing a server came to.
 *
 * @param detail one sentence for operators, without secrets; "" when all is well
 * @param version of Evolution; "" when it is not known
 * @param since when it came to this finding
 */
record ProbeVerdict(ProbeFinding finding, String detail, String version, Instant since) {

  /** Before the first probe was answered, or was not. */
  static ProbeVerdict unknown(Instant now) {
    return new ProbeVerdict(ProbeFinding.UNKNOWN, "not probed yet", "", now);
  }

  /** The same finding goes on since it began. */
  ProbeVerdict then(ProbeFinding next, String why, String nextVersion, Instant now) {
    return new ProbeVerdict(next, why, nextVersion, next == finding ? since : now);
  }
}
