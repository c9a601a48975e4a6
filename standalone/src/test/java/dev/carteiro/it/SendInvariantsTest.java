// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.it.SendTruth.Asked;
import dev.carteiro.it.SendTruth.Call;
import dev.carteiro.it.SendTruth.Delivered;
import dev.carteiro.it.SendTruth.Outage;
import dev.carteiro.it.SendTruth.Row;
import dev.carteiro.it.SendTruth.Told;
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
  private final List<Told> told = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  SendInvariantsTest() {
    for (int n = 0; n < 3; n++) {
      asked.add(new Asked("id" + n, "t", "n1", "551", "normal", "text " + n, n));
      calls.add(new Call("n1", NOON.plusSeconds(n * 30)));
      deliveries.add(new Delivered("n1", "551", "text " + n, NOON.plusSeconds(n * 30)));
      rows.add(new Row("id" + n, "t", "n1", "read", 1, "normal"));
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
    rows.set(1, new Row("id1", "t", "n1", "queued", 0, "normal"));

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
    rows.set(1, new Row("id1", "t", "n1", "failed", 1, "normal"));

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
    rows.set(2, new Row("id2", "other", "n1", "read", 1, "normal"));

    // When / Then
    assertThat(SendInvariants.ownTenant(truth())).hasSize(2);
  }

  @Test
  void aNumberThatIsHeldForAnothersAnswersIsSeen() {
    // Given
    for (int n = 0; n < 50; n++) {
      tell("n1", 500, "CONNECTION_CLOSED");
      tell("n1", 400, "UNRECOGNISED_400");
      tell("n1", 0, "NO_ANSWER");
    }

    // When
    hold("n2", "BREAKER_OPEN");
    hold("n2", "NUMBER_FAILING");

    // Then
    assertThat(HoldChecker.heldForOthers(truth())).hasSize(2);
  }

  @Test
  void aServerThatHoldsItsNumbersForItsOwnTroubleIsRight() {
    // Given
    tell("n1", 502, "EVOLUTION_5XX");
    hold("n2", "BREAKER_OPEN");
    assertThat(HoldChecker.heldForOthers(truth())).isEmpty();

    // When: another server, and another sender, have no part in it
    hold("elsewhere", "BREAKER_OPEN");
    told.add(new Told("s2", "n2", false, "BREAKER_OPEN", 0, NOON.plusSeconds(told.size())));

    // Then
    assertThat(HoldChecker.heldForOthers(truth())).hasSize(2);
  }

  @Test
  void timeOutsOfSeveralNumbersExplainAHoldUnlessAnAnswerCameBetween() {
    // Given
    tell("n1", 0, "NO_ANSWER");
    tell("n2", 0, "NO_ANSWER");
    hold("n3", "BREAKER_OPEN");
    assertThat(HoldChecker.heldForOthers(truth())).isEmpty();

    // When
    for (int n = 0; n < 40; n++) {
      tell("n3", 201, null);
    }
    tell("n1", 0, "NO_ANSWER");
    hold("n3", "BREAKER_OPEN");

    // Then
    assertThat(HoldChecker.heldForOthers(truth())).hasSize(1);
  }

  @Test
  void anOutageExplainsAHoldForAWhile() {
    // Given
    outages.add(new Outage("server", NOON, NOON.plusSeconds(5)));

    // When
    told.add(new Told("s1", "n1", false, "BREAKER_OPEN", 0, NOON.plusSeconds(10)));
    told.add(new Told("s1", "n1", false, "BREAKER_OPEN", 0, NOON.plusSeconds(100)));

    // Then
    assertThat(HoldChecker.heldForOthers(truth())).hasSize(1);
  }

  @Test
  void aNumberIsHeldForItsOwnTroubleOnlyAfterFiveInARow() {
    // Given
    for (int n = 0; n < 4; n++) {
      tell("n1", 500, "CONNECTION_CLOSED");
    }
    hold("n1", "NUMBER_FAILING");
    assertThat(HoldChecker.heldForOthers(truth())).hasSize(1);
    told.remove(told.size() - 1);

    // When
    tell("n1", 500, "CONNECTION_CLOSED");
    hold("n1", "NUMBER_FAILING");

    // Then
    assertThat(HoldChecker.heldForOthers(truth())).isEmpty();
  }

  private void tell(String instance, int status, String code) {
    told.add(new Told("s1", instance, true, code, status, NOON.plusSeconds(told.size())));
  }

  private void hold(String instance, String code) {
    told.add(new Told("s1", instance, false, code, 0, NOON.plusSeconds(told.size())));
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
    return new SendTruth(
        asked,
        Map.of("n1", 2),
        Map.of("t", 2),
        calls,
        deliveries,
        rows,
        told,
        Map.of("n1", "server", "n2", "server", "n3", "server", "elsewhere", "other"),
        outages);
  }
}
