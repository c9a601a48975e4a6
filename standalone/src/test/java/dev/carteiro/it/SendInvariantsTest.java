// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.it.SendTruth.Asked;
import dev.carteiro.it.SendTruth.Call;
import dev.carteiro.it.SendTruth.Delivered;
import dev.carteiro.it.SendTruth.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail checks nothing: each sees one broken history. */
class SendInvariantsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final List<Asked> asked = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Delivered> deliveries = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  SendInvariantsTest() {
    for (int n = 0; n < 3; n++) {
      asked.add(new Asked("id" + n, "t", "n1", "551", "normal", "text " + n, n));
      calls.add(new Call("n1", NOON.plusSeconds(n * 30)));
      deliveries.add(new Delivered("n1", "551", "text " + n, NOON.plusSeconds(n * 30)));
      rows.add(new Row("id" + n, "t", "n1", "read", 1));
    }
  }

  @Test
  void aGoodHistoryPasses() {
    // When / Then
    assertThatCode(() -> SendInvariants.check(truth())).doesNotThrowAnyException();
  }

  @Test
  void aLostMessageIsSeen() {
    // Given
    rows.remove(1);

    // When / Then
    assertThat(SendInvariants.everyMessageSettles(truth())).hasSize(1);
  }

  @Test
  void aMessageThatHangsIsSeen() {
    // Given
    rows.set(1, new Row("id1", "t", "n1", "queued", 0));

    // When / Then
    assertThat(SendInvariants.everyMessageSettles(truth())).hasSize(1);
  }

  @Test
  void aDoubleSendIsSeen() {
    // Given
    deliveries.add(new Delivered("n1", "551", "text 1", NOON.plusSeconds(300)));

    // When / Then
    assertThat(SendInvariants.nothingTwice(truth())).hasSize(1);
  }

  @Test
  void anAcceptedMessageThatNeverLeftIsSeen() {
    // Given
    deliveries.remove(2);

    // When / Then
    assertThat(SendInvariants.acceptedWasSent(truth())).hasSize(1);
  }

  @Test
  void aSentMessageThatCountsAsFailedIsSeen() {
    // Given
    rows.set(1, new Row("id1", "t", "n1", "failed", 1));

    // When / Then
    assertThat(SendInvariants.sentIsNotFailed(truth())).hasSize(1);
  }

  @Test
  void aWrongOrderIsSeen() {
    // Given
    deliveries.set(0, new Delivered("n1", "551", "text 0", NOON.plusSeconds(45)));

    // When / Then
    assertThat(SendInvariants.order(truth())).hasSize(1);
  }

  @Test
  void aPaceAboveTheLimitIsSeenInAnyWindow() {
    // Given
    calls.add(new Call("n1", NOON.plusSeconds(31)));

    // When / Then
    assertThat(SendInvariants.instancePace(truth())).isNotEmpty();
    assertThat(SendInvariants.tenantPace(truth())).isNotEmpty();
  }

  @Test
  void aMessageThatLeftThroughAnothersNumberIsSeen() {
    // Given
    deliveries.set(1, new Delivered("n2", "551", "text 1", NOON.plusSeconds(30)));
    rows.set(2, new Row("id2", "other", "n1", "read", 1));

    // When / Then
    assertThat(SendInvariants.ownTenant(truth())).hasSize(2);
  }

  @Test
  void whatIsBrokenIsNamed() {
    // Given
    rows.clear();

    // When / Then
    assertThatThrownBy(() -> SendInvariants.check(truth()))
        .hasMessageContaining("BROKEN: every accepted message ends in a settled state (3 times)");
  }

  private SendTruth truth() {
    return new SendTruth(asked, Map.of("n1", 2), Map.of("t", 2), calls, deliveries, rows);
  }
}
