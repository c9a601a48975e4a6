// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.time.Instant;

/**
 * The result of probing a server so far.
 *
 * @param detail one sentence for operators, without secrets; "" when all is well
 * @param version of Evolution; "" when it is not known
 * @param since when the server got this finding
 */
public record ServerProbeVerdict(
    ServerProbeFinding finding, String detail, String version, Instant since) {

  static ServerProbeVerdict unknown(Instant now) {
    return new ServerProbeVerdict(ServerProbeFinding.UNKNOWN, "not probed yet", "", now);
  }

  /** The next result. It keeps {@code since} when the finding stays the same. */
  ServerProbeVerdict then(ServerProbeFinding next, String why, String nextVersion, Instant now) {
    return new ServerProbeVerdict(next, why, nextVersion, next == finding ? since : now);
  }
}
