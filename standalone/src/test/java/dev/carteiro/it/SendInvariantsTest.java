// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import dev.carteiro.it.SendRunEvidence.EvolutionCall;
import dev.carteiro.it.SendRunEvidence.LoggedJob;
import dev.carteiro.it.SendRunEvidence.SenderReport;
import dev.carteiro.it.SendRunEvidence.ServerOutage;
import dev.carteiro.it.SendRunEvidence.WhatsAppDelivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail checks nothing: each sees one broken history. */
class SendInvariantsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final List<AcceptedRequest> asked = new ArrayList<>();
  private final List<EvolutionCall> calls = new ArrayList<>();
  private final List<WhatsAppDelivery> deliveries = new ArrayList<>();
  private final List<LoggedJob> rows = new ArrayList<>();
  private final List<SenderReport> told = new ArrayList<>();
  private final List<ServerOutage> outages = new ArrayList<>();

  SendInvariantsTest() {
    for (int n = 0; n < 3; n++) {
      asked.add(new AcceptedRequest("id" + n, "t", "n1", "551", "normal", "text " + n, n));
      calls.add(new EvolutionCall("n1", NOON.plusSeconds(n * 30)));
      deliveries.add(new WhatsAppDelivery("n1", "551", "text " + n, NOON.plusSeconds(n * 30)));
      rows.add(new LoggedJob("id" + n, "t", "n1", "read", 1, "normal"));
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
    rows.set(1, new LoggedJob("id1", "t", "n1", "queued", 0, "normal"));

    // When / Then
    assertThat(SendInvariants.everyMessageSettles(truth())).hasSize(1);
  }

  @Test
  void aDoubleSendIsSeen() {
    // Given
    deliveries.add(new WhatsAppDelivery("n1", "551", "text 1", NOON.plusSeconds(300)));

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
    rows.set(1, new LoggedJob("id1", "t", "n1", "failed", 1, "normal"));

    // When / Then
    assertThat(SendInvariants.sentIsNotFailed(truth())).hasSize(1);
  }

  @Test
  void aWrongOrderIsSeen() {
    // Given
    deliveries.set(0, new WhatsAppDelivery("n1", "551", "text 0", NOON.plusSeconds(45)));

    // When / Then
    assertThat(SendInvariants.order(truth())).hasSize(1);
  }

  @Test
  void aPaceAboveTheLimitIsSeenInAnyWindow() {
    // Given
    calls.add(new EvolutionCall("n1", NOON.plusSeconds(31)));

    // When / Then
    assertThat(SendInvariants.instancePace(truth())).isNotEmpty();
    assertThat(SendInvariants.tenantPace(truth())).isNotEmpty();
  }

  @Test
  void aMessageThatLeftThroughAnothersNumberIsSeen() {
    // Given
    deliveries.set(1, new WhatsAppDelivery("n2", "551", "text 1", NOON.plusSeconds(30)));
    rows.set(2, new LoggedJob("id2", "other", "n1", "read", 1, "normal"));

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
    told.add(new SenderReport("s2", "n2", false, "BREAKER_OPEN", 0, NOON.plusSeconds(told.size())));

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
    outages.add(new ServerOutage("server", NOON, NOON.plusSeconds(5)));

    // When
    told.add(new SenderReport("s1", "n1", false, "BREAKER_OPEN", 0, NOON.plusSeconds(10)));
    told.add(new SenderReport("s1", "n1", false, "BREAKER_OPEN", 0, NOON.plusSeconds(100)));

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
    told.add(new SenderReport("s1", instance, true, code, status, NOON.plusSeconds(told.size())));
  }

  private void hold(String instance, String code) {
    told.add(new SenderReport("s1", instance, false, code, 0, NOON.plusSeconds(told.size())));
  }

  @Test
  void theViolatedInvariantIsNamed() {
    // Given
    rows.clear();

    // When / Then
    assertThatThrownBy(() -> SendInvariants.check(truth()))
        .hasMessageContaining("BROKEN: every accepted message ends in a settled state (3 times)");
  }

  private SendRunEvidence truth() {
    return new SendRunEvidence(
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
