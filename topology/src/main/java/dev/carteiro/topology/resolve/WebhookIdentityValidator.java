// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.util.Optional;

/**
 * Checks that a webhook comes from the Evolution instance that its name is bound to. Evolution can
 * send the data of another instance in two ways: deletions and edits by API look messages up
 * without their instance, and a deleted instance goes on sending under a name that another one has
 * by now.
 */
final class WebhookIdentityValidator {
  /**
   * Shown digits of a fingerprint: enough to tell two tokens apart, and too few to find one by
   * trying.
   */
  private static final int FINGERPRINT_DIGITS = 8;

  private WebhookIdentityValidator() {}

  /**
   * Why a webhook does not come from the instance that it names.
   *
   * @param detail one sentence for people, with the ids or fingerprints of both sides
   */
  record IdentityContradiction(DeadLetter.Reason reason, String detail) {}

  /**
   * Compares an envelope with the binding; empty if they do not contradict each other. A value that
   * is missing on either side contradicts nothing.
   */
  static Optional<IdentityContradiction> contradiction(
      InstanceBinding binding, WebhookEnvelope envelope) {
    String knownId = binding.evolutionInstanceId();
    Optional<String> otherId =
        knownId == null
            ? Optional.empty()
            : envelope.evolutionInstanceIds().stream()
                .filter(id -> !id.equalsIgnoreCase(knownId))
                .sorted()
                .findFirst();
    if (otherId.isPresent()) {
      return Optional.of(
          new IdentityContradiction(
              DeadLetter.Reason.INSTANCE_ID_MISMATCH,
              "the webhook names Evolution instance %s, but %s is registered with %s"
                  .formatted(
                      TextTruncator.printable(otherId.get()),
                      binding.instance().name(),
                      TextTruncator.printable(knownId))));
    }
    String known = binding.apikeyFingerprint();
    String given = envelope.apikeyFingerprint();
    if (known != null && given != null && !Sha256Fingerprint.same(known, given)) {
      return Optional.of(
          new IdentityContradiction(
              DeadLetter.Reason.APIKEY_MISMATCH,
              "the SHA-256 of the webhook's token begins with %s, but %s is registered with one that begins with %s%s"
                  .formatted(
                      begin(given), binding.instance().name(), begin(known), named(envelope))));
    }
    return Optional.empty();
  }

  static boolean isAnother(InstanceBinding before, InstanceBinding after) {
    return before != null
        && after != null
        && before.evolutionInstanceId() != null
        && after.evolutionInstanceId() != null
        && !before.evolutionInstanceId().equalsIgnoreCase(after.evolutionInstanceId());
  }

  private static String named(WebhookEnvelope envelope) {
    return envelope.evolutionInstanceIds().stream()
        .sorted()
        .findFirst()
        .map(id -> "; the webhook names Evolution instance " + TextTruncator.printable(id))
        .orElse("");
  }

  private static String begin(String fingerprint) {
    return fingerprint.substring(0, Math.min(fingerprint.length(), FINGERPRINT_DIGITS));
  }
}
