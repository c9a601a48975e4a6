// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.contract.Fingerprint;
import java.util.Optional;

/**
 * What topology processes show each other. Without a secret, which only a loopback address allows,
 * a fixed word marks their requests; it opens nothing, as the caller's own key is checked as well.
 */
final class PeerCredential {
  /** The credential's header; its presence says "answer yourself, ask nobody". */
  static final String HEADER = "X-Carteiro-Peer";

  /** What is asked for, see {@link Ask#header}. */
  static final String ASKS_HEADER = "X-Carteiro-Partitions";

  /** How long the one who asks waits, in milliseconds. */
  static final String TIME_HEADER = "X-Carteiro-Time-Left";

  private static final String UNSECURED = "loopback";

  private final String shown;
  private final String fingerprint;

  PeerCredential(Optional<String> secret) {
    this.shown = secret.orElse(UNSECURED);
    this.fingerprint = Fingerprint.of(shown);
  }

  String shown() {
    return shown;
  }

  /** Whether it is the credential, in time that does not depend on where it differs. */
  boolean isGood(String given) {
    return Fingerprint.same(fingerprint, Fingerprint.of(given));
  }
}
