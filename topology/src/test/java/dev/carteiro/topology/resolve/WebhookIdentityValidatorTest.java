// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookIdentityValidatorTest {
  private static final String KNOWN = "0b0b0b0b-0000-4000-8000-000000000001";
  private static final String OTHER = "0c0c0c0c-0000-4000-8000-000000000002";

  @Test
  void anotherInstancesIdContradicts() {
    // When / Then
    assertThat(
            WebhookIdentityValidator.contradiction(
                binding(KNOWN, null), envelope(Set.of(KNOWN, OTHER), null)))
        .contains(
            new WebhookIdentityValidator.IdentityContradiction(
                DeadLetter.Reason.INSTANCE_ID_MISMATCH,
                "the webhook names Evolution instance "
                    + OTHER
                    + ", but loja is registered with "
                    + KNOWN));
  }

  @Test
  void whatSomebodyWritesInThePlaceOfAnIdIsCut() {
    // Given
    String text = "x\n\u0007" + "y".repeat(5_000);
    // When
    String detail =
        WebhookIdentityValidator.contradiction(binding(KNOWN, null), envelope(Set.of(text), null))
            .orElseThrow()
            .detail();
    // Then
    assertThat(detail).hasSizeLessThan(250).doesNotContain("\n", "\u0007");
  }

  @Test
  void anotherTokenContradicts() {
    // When / Then
    assertThat(
            WebhookIdentityValidator.contradiction(
                binding(KNOWN, Sha256Fingerprint.of("tok-1")),
                envelope(Set.of(KNOWN), Sha256Fingerprint.of("tok-2"))))
        .hasValueSatisfying(
            found -> {
              assertThat(found.reason()).isEqualTo(DeadLetter.Reason.APIKEY_MISMATCH);
              assertThat(found.detail())
                  .contains(
                      Sha256Fingerprint.of("tok-1").substring(0, 8),
                      Sha256Fingerprint.of("tok-2").substring(0, 8),
                      KNOWN)
                  .doesNotContain(
                      Sha256Fingerprint.of("tok-1").substring(0, 9),
                      Sha256Fingerprint.of("tok-2").substring(0, 9));
            });
  }

  @Test
  void whatEitherLeavesOpenContradictsNothing() {
    // When / Then
    assertThat(
            WebhookIdentityValidator.contradiction(
                binding(null, null), envelope(Set.of(OTHER), "f")))
        .isEmpty();
    assertThat(
            WebhookIdentityValidator.contradiction(
                binding(KNOWN, Sha256Fingerprint.of("tok-1")), envelope(Set.of(), null)))
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
        null,
        NOON,
        "k");
  }

  private static WebhookEnvelope envelope(Set<String> ids, String fingerprint) {
    return new WebhookEnvelope(
        InstanceKey.of("loja"), "messages.upsert", null, null, ids, fingerprint, NOON, "t");
  }
}
