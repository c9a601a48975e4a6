// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.topology.query.partition.PartitionQuery;
import java.util.Optional;

/**
 * The secret that topology processes present to each other. If none is configured, which only a
 * loopback address allows, a fixed word marks their requests. That word grants nothing: the API key
 * of the caller is checked as well.
 */
public final class PeerCredential {
  /**
   * Header with the credential. A process that receives it answers from its own stores and queries
   * no other process.
   */
  public static final String HEADER = "X-Carteiro-Peer";

  /** Header with the queries, see {@link PartitionQuery#header}. */
  public static final String PARTITIONS_HEADER = "X-Carteiro-Partitions";

  /** Header with the time for which the querying process waits, in milliseconds. */
  public static final String TIME_HEADER = "X-Carteiro-Time-Left";

  private static final String UNSECURED = "loopback";

  private final String shown;
  private final String fingerprint;

  public PeerCredential(Optional<String> secret) {
    this.shown = secret.orElse(UNSECURED);
    this.fingerprint = Sha256Fingerprint.of(shown);
  }

  String shown() {
    return shown;
  }

  /** Whether a presented credential is the right one; compared in constant time. */
  public boolean isGood(String given) {
    return Sha256Fingerprint.same(fingerprint, Sha256Fingerprint.of(given));
  }
}
