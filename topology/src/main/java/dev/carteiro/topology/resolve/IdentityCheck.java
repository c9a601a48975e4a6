// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.parse.Envelope;
import java.util.Optional;

/**
 * Does an envelope speak for the instance that it names? Evolution hands out another instance's
 * data in two ways: API deletes and edits look messages up without their instance, and a deleted
 * instance keeps talking under a name that was given to another since.
 */
public final class IdentityCheck {
  private IdentityCheck() {}

  /**
   * Why the envelope contradicts the binding; empty when it does not. What either leaves open
   * contradicts nothing.
   */
  public static Optional<DeadLetter.Reason> contradiction(
      InstanceBinding binding, Envelope envelope) {
    String knownId = binding.evolutionInstanceId();
    if (knownId != null
        && envelope.evolutionInstanceIds().stream().anyMatch(id -> !id.equalsIgnoreCase(knownId))) {
      return Optional.of(DeadLetter.Reason.INSTANCE_ID_MISMATCH);
    }
    String known = binding.apikeyFingerprint();
    String given = envelope.apikeyFingerprint();
    if (known != null && given != null && !Fingerprint.same(known, given)) {
      return Optional.of(DeadLetter.Reason.APIKEY_MISMATCH);
    }
    return Optional.empty();
  }
}
