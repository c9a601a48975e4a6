// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import static dev.carteiro.topology.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.parse.Envelope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityCheckTest {
  private static final String KNOWN = "0b0b0b0b-0000-4000-8000-000000000001";
  private static final String OTHER = "0c0c0c0c-0000-4000-8000-000000000002";

  @Test
  void anotherInstancesIdContradicts() {
    // When / Then
    assertThat(
            IdentityCheck.contradiction(binding(KNOWN, null), envelope(Set.of(KNOWN, OTHER), null)))
        .contains(DeadLetter.Reason.INSTANCE_ID_MISMATCH);
  }

  @Test
  void anotherTokenContradicts() {
    // When / Then
    assertThat(
            IdentityCheck.contradiction(
                binding(KNOWN, Fingerprint.of("tok-1")),
                envelope(Set.of(KNOWN), Fingerprint.of("tok-2"))))
        .contains(DeadLetter.Reason.APIKEY_MISMATCH);
  }

  @Test
  void whatEitherLeavesOpenContradictsNothing() {
    // When / Then
    assertThat(IdentityCheck.contradiction(binding(null, null), envelope(Set.of(OTHER), "f")))
        .isEmpty();
    assertThat(
            IdentityCheck.contradiction(
                binding(KNOWN, Fingerprint.of("tok-1")), envelope(Set.of(), null)))
        .isEmpty();
  }

  private static InstanceBinding binding(String evolutionId, String fingerprint) {
    return new InstanceBinding(
        1,
        InstanceKey.of("loja"),
        "tenant-a",
        evolutionId,
        fingerprint,
        List.of(),
        null,
        null,
        false,
        false,
        NOON,
        "k");
  }

  private static Envelope envelope(Set<String> ids, String fingerprint) {
    return new Envelope(
        InstanceKey.of("loja"), "messages.upsert", null, null, ids, fingerprint, NOON, "t");
  }
}
