// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The generator is of use only if it repeats itself and if what is hard really occurs in it. */
class TenantTrafficTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void theSameSeedGivesTheSameWebhooks() {
    // Given
    List<WebhookDelivery> once = draw(7);

    // When
    List<WebhookDelivery> again = draw(7);

    // Then
    assertThat(bodies(again)).isEqualTo(bodies(once));
    assertThat(bodies(draw(8))).isNotEqualTo(bodies(once));
  }

  @Test
  void everyKindOfFactOccursAndSomeOvertakeTheirMessage() {
    // When
    List<WebhookDelivery> drawn = draw(7);

    // Then
    assertThat(
            drawn.stream().map(delivery -> delivery.fact().getClass().getSimpleName()).distinct())
        .containsExactlyInAnyOrder(
            "GeneratedMessage",
            "GeneratedReaction",
            "GeneratedStatus",
            "GeneratedEdit",
            "GeneratedDeletion",
            "GeneratedEvent",
            "GeneratedConnection",
            "GeneratedPoison");
    Set<String> said = new HashSet<>();
    int tooEarly = 0;
    int repeated = 0;
    for (WebhookDelivery delivery : drawn) {
      if (delivery.fact() instanceof GeneratedFact.GeneratedMessage message) {
        repeated += said.add(message.id()) ? 0 : 1;
      } else if (delivery.fact() instanceof GeneratedFact.GeneratedStatus status) {
        tooEarly += said.contains(status.id()) ? 0 : 1;
      }
    }
    assertThat(tooEarly).as("statuses before their message").isGreaterThan(10);
    assertThat(repeated).as("messages delivered again").isGreaterThan(100);
  }

  @Test
  void aMoveLeavesNothingOfTheFormerOwnerUnposted() {
    // Given
    InstanceTraffic instance = new InstanceTraffic("loja", "acme", true, 7, NOON);
    for (int i = 0; i < 100; i++) {
      instance.next();
    }

    // When
    List<WebhookDelivery> rest = instance.rest();
    instance.moveTo("globex");

    // Then
    assertThat(rest).isNotEmpty().allMatch(delivery -> delivery.tenant().equals("acme"));
    assertThat(instance.next().delivery().tenant()).isEqualTo("globex");
    assertThat(instance.rest()).allMatch(delivery -> delivery.tenant().equals("globex"));
  }

  private static List<WebhookDelivery> draw(long seed) {
    InstanceTraffic instance = new TenantTraffic(seed, NOON).registeredFirst().get(0);
    List<WebhookDelivery> drawn = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      drawn.add(instance.next().delivery());
    }
    return drawn;
  }

  private static List<String> bodies(List<WebhookDelivery> deliveries) {
    return deliveries.stream()
        .map(delivery -> new String(delivery.body(), StandardCharsets.UTF_8))
        .toList();
  }
}
