// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.HoldReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that takes no calls before it has a licence. */
class LicenseRequiredTest {
  private final PartitionOutboxFixture outbox =
      new PartitionOutboxFixture("OUTBOX_PROBE_EVERY", "PT30S");

  @BeforeEach
  void refuse() {
    outbox.text("one", "a");
    outbox.text("two", "b");
    refuse(outbox.onlyDispatch());
  }

  @Test
  void theQueueIsHeldAndNoAttemptUsed() {
    // When
    outbox.pass(Duration.ofMinutes(14));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("one")).isEqualTo(JobState.HELD);
    assertThat(outbox.job(SendRecordSamples.id("one")).reason())
        .isEqualTo(SendResult.LICENSE_REQUIRED);
    assertThat(outbox.job(SendRecordSamples.id("one")).attempts()).isZero();
    assertThat(outbox.probes()).hasSize(28);
    assertThat(outbox.alerts()).isEmpty();
  }

  @Test
  void anAnsweredProbeReleasesIt() {
    // Given
    outbox.pass(Duration.ofMinutes(1));

    // When
    outbox.result(SendRecordSamples.probed(outbox.probes().get(0), "open"));

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
    int asked = outbox.probes().size();
    outbox.pass(Duration.ofMinutes(5));
    assertThat(outbox.probes()).hasSize(asked);
  }

  @Test
  void aServerThatAnswersForANumberThatIsNotConnectedKeepsItHeldForThat() {
    // Given
    outbox.pass(Duration.ofMinutes(1));

    // When
    outbox.result(SendRecordSamples.probed(outbox.probes().get(0), "close"));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.job(SendRecordSamples.id("one")).reason())
        .isEqualTo(HoldReason.INSTANCE_NOT_OPEN.name());
  }

  @Test
  void whatElseGoesWrongMeanwhileDoesNotHideWhatItWaitsFor() {
    // Given
    PartitionOutboxFixture several = new PartitionOutboxFixture("OUTBOX_IN_FLIGHT", "2");
    several.text("one", "a");
    several.take(
        SendRecordSamples.text("two", "5511888880002", "b", Lane.NORMAL, several.instant()));
    List<SendDispatch> dispatches = several.dispatched();
    dispatches.forEach(several::started);
    several.outcome(dispatches.get(0), SendResultKind.NOT_SENT, SendResult.LICENSE_REQUIRED);
    several.outcome(dispatches.get(1), SendResultKind.NOT_SENT, "UNREACHABLE");
    several.pass(Duration.ofSeconds(31));
    assertThat(several.dispatched()).isEmpty();

    // When
    several.result(SendRecordSamples.probed(several.probes().get(0), "open"));

    // Then
    assertThat(several.dispatched()).hasSize(2);
  }

  @Test
  void theRefusedCallCountsAgainstTheRate() {
    // Given
    PartitionOutboxFixture slow = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1");
    slow.text("one", "a");
    SendDispatch dispatch = slow.onlyDispatch();
    slow.started(dispatch);

    // When
    slow.result(SendRecordSamples.unlicensed(dispatch));
    slow.pass(Duration.ofSeconds(31));
    slow.result(SendRecordSamples.probed(slow.probes().get(0), "open"));
    slow.pass(Duration.ofSeconds(28));

    // Then
    assertThat(slow.dispatched()).isEmpty();
    slow.pass(Duration.ofSeconds(2));
    assertThat(slow.dispatched()).hasSize(1);
  }

  @Test
  void itsWaitSurvivesARestart() {
    // When
    outbox.restart();
    outbox.pass(Duration.ofMinutes(1));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.probes()).hasSize(2);
  }

  @Test
  void anotherServerIsTriedAtOnce() {
    // When
    outbox.bind(SendRecordSamples.TENANT, 20);

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
  }

  @Test
  void whenNoProbeIsEverAnsweredAMessageTriesAgainWithoutAnAttempt() {
    // When
    SendDispatch again = outbox.passToDispatch(Duration.ofMinutes(16));
    refuse(again);

    // Then
    assertThat(outbox.job(SendRecordSamples.id("one")).attempts()).isZero();
    assertThat(outbox.state("one")).isEqualTo(JobState.HELD);
  }

  private void refuse(SendDispatch dispatch) {
    outbox.started(dispatch);
    outbox.result(
        SendRecordSamples.result(
            dispatch, SendResultKind.NOT_SENT, null, SendResult.LICENSE_REQUIRED));
  }
}
