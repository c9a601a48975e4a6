// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.pace.InstanceSendStateSample;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A number that WhatsApp asks for fewer messages. */
class ThrottledInstanceTest {
  private static final String LIMITED = "RATE_OVERLIMIT";
  private static final long MINUTE = 60_000;

  private final PartitionOutboxFixture outbox =
      new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "30", "OUTBOX_THROTTLE_RECOVERY", "PT10M");

  @Test
  void itPausesAndSaysSo() {
    // Given
    queue(2);

    // When
    limited(outbox.onlyDispatch(), null);

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("m0")).isEqualTo(JobState.RETRYING);
    assertThat(outbox.job(SendRecordSamples.id("m1")).state()).isEqualTo(JobState.HELD);
    assertThat(outbox.job(SendRecordSamples.id("m1")).reason()).isEqualTo(LIMITED);
    assertThat(outbox.paceView().heldReason()).isEqualTo(LIMITED);
    assertThat(outbox.paceView().throttle().times()).isEqualTo(1);
    assertThat(outbox.paceView().throttle().pausedUntil())
        .isEqualTo(PartitionOutboxFixture.START.plusSeconds(60));
    outbox.pass(Duration.ofSeconds(59));
    assertThat(outbox.dispatched()).isEmpty();
    outbox.pass(Duration.ofSeconds(2));
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void afterThePauseItsRateGrowsBackToItsFull() {
    // Given
    queue(400);
    limited(outbox.onlyDispatch(), null);

    // When
    List<Integer> perMinute = new ArrayList<>();
    for (int minute = 0; minute < 14; minute++) {
      perMinute.add(sendFor(Duration.ofMinutes(1)));
    }

    // Then
    assertThat(perMinute.get(0)).isZero();
    assertThat(perMinute.get(1)).isBetween(1, 3);
    assertThat(perMinute.get(5)).isBetween(8, 15);
    assertThat(perMinute.get(13)).isEqualTo(30);
    for (int minute = 1; minute < 14; minute++) {
      assertThat(perMinute.get(minute)).isLessThanOrEqualTo(Math.max(3, 3 * minute));
    }
  }

  @Test
  void askedAgainItPausesTwiceAsLongAndIsSlowerForLonger() {
    // Given
    queue(5);
    limited(outbox.onlyDispatch(), null);

    // When
    limited(outbox.passToDispatch(Duration.ofMinutes(2)), null);

    // Then
    InstanceThrottle throttle = InstanceSendStateSample.throttle(outbox.pace());
    assertThat(throttle.level()).isEqualTo(2);
    assertThat(throttle.pausedUntil() - outbox.now).isEqualTo(2 * MINUTE);
    assertThat(throttle.until() - throttle.pausedUntil()).isEqualTo(20 * MINUTE);
    assertThat(alerts()).containsExactly(AlertEvent.AlertState.FIRING);
  }

  @Test
  void whatWasUnderWayWhenItPausedDoesNotSlowItDownFurther() {
    // Given
    InstanceThrottle first = InstanceThrottle.NONE.tightened(MINUTE, 0, 10 * MINUTE, 1_000);

    // When
    InstanceThrottle second = first.tightened(MINUTE, 0, 10 * MINUTE, 2_000);

    // Then
    assertThat(second.level()).isEqualTo(1);
    assertThat(second.since()).isEqualTo(1_000);
  }

  @Test
  void pausesAreBounded() {
    // Given
    InstanceThrottle throttle = InstanceThrottle.NONE;
    long now = 1;

    // When
    for (int n = 0; n < 100; n++) {
      throttle = throttle.tightened(MINUTE, 0, MINUTE, now);
      now = throttle.pausedUntil();
    }

    // Then
    InstanceThrottle last = throttle.tightened(MINUTE, 0, MINUTE, now);
    assertThat(last.pausedUntil() - now).isEqualTo(32 * MINUTE);
  }

  @Test
  void aLongerPauseThatWasAskedForIsKept() {
    // Given
    queue(2);

    // When
    limited(outbox.onlyDispatch(), 5 * MINUTE);

    // Then
    assertThat(InstanceSendStateSample.throttle(outbox.pace()).pausedUntil() - outbox.now)
        .isEqualTo(5 * MINUTE);
    outbox.pass(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void itEndsByItselfAndTheAlertWithIt() {
    // Given
    queue(1);
    limited(outbox.onlyDispatch(), null);
    outbox.succeed(outbox.passToDispatch(Duration.ofMinutes(2)));

    // When
    outbox.restart();
    outbox.pass(Duration.ofMinutes(12));

    // Then
    assertThat(alerts())
        .containsExactly(AlertEvent.AlertState.FIRING, AlertEvent.AlertState.RESOLVED);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::episode)
        .hasSize(2)
        .containsOnly(outbox.alerts().get(0).episode());
    assertThat(InstanceSendStateSample.throttle(outbox.pace())).isEqualTo(InstanceThrottle.NONE);
    assertThat(outbox.paceView().throttle()).isNull();
  }

  @Test
  void anUncertainAttemptThatWasRateLimitedPausesTheNumberAndStaysUncertain() {
    // Given
    queue(2);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.result(
        SendRecordSamples.rateLimited(dispatch, SendResultKind.UNKNOWN, "UNRECOGNISED_400", null));

    // Then
    assertThat(outbox.state("m0")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.job(SendRecordSamples.id("m1")).reason()).isEqualTo("RATE_LIMITED");
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(InstanceSendStateSample.throttle(outbox.pace()).isOn()).isTrue();
  }

  private void queue(int count) {
    for (int n = 0; n < count; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n, "55118" + (10_000_000 + n), "x" + n, Lane.NORMAL, outbox.instant()));
    }
  }

  private void limited(SendDispatch dispatch, Long retryAfterMs) {
    outbox.started(dispatch);
    outbox.result(
        SendRecordSamples.rateLimited(dispatch, SendResultKind.TRANSIENT, LIMITED, retryAfterMs));
  }

  private int sendFor(Duration time) {
    long until = outbox.now + time.toMillis();
    int sent = 0;
    while (outbox.now < until) {
      for (SendDispatch dispatch : outbox.dispatched()) {
        outbox.succeed(dispatch);
        sent++;
      }
      outbox.pass(Duration.ofMillis(100));
    }
    return sent;
  }

  private List<AlertEvent.AlertState> alerts() {
    return outbox.alerts().stream()
        .filter(alert -> alert.rule() == AlertRuleId.SEND_RATE_LIMITED)
        .map(AlertEvent::state)
        .toList();
  }
}
