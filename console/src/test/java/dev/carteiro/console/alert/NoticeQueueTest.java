// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.alert.AlertNoticeChannel.TemporaryDeliveryException;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import dev.carteiro.runtime.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeQueueTest {
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final Duration GIVE_UP = Duration.ofHours(1);

  private final SettableClock clock = SettableClock.at(AlertEventFixture.NOON);
  private final FakeNoticeChannel channel = new FakeNoticeChannel();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<AlertEvent> told = new ArrayList<>();
  private NoticeQueue queue = newQueue();

  private NoticeQueue newQueue() {
    return new NoticeQueue(
        channel, QUIET, GIVE_UP, new NoticeDeliveryLog(metrics), clock, told::add);
  }

  @Test
  void anAlertIsToldOnceAndItsEndOnceHoweverOftenTheyCome() {
    // Given
    AlertEvent firing = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant());
    AlertEvent over = AlertEventFixture.over(firing, clock.instant().plusSeconds(60));

    // When
    for (AlertEvent event : List.of(firing, firing, over, over, firing)) {
      say(event);
    }

    // Then
    assertThat(channel.states()).containsExactly(AlertState.FIRING, AlertState.RESOLVED);
    assertThat(told).containsExactly(firing, over);
  }

  @Test
  void whatComesAndGoesIsToldOnceInAWhile() {
    // Given
    for (int i = 0; i < 30; i++) {
      AlertEvent firing = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant());
      say(firing);
      clock.advance(Duration.ofSeconds(20));

      // When
      say(AlertEventFixture.over(firing, clock.instant()));
      clock.advance(Duration.ofSeconds(20));
      queue.deliver();
    }

    // Then
    assertThat(channel.states())
        .containsExactly(
            AlertState.FIRING, AlertState.RESOLVED, AlertState.FIRING, AlertState.RESOLVED);
  }

  @Test
  void whatBeganAgainAndStaysIsToldWhenTheWaitIsOver() {
    // Given
    AlertEvent first = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant());
    say(first);
    clock.advance(Duration.ofMinutes(1));
    say(AlertEventFixture.over(first, clock.instant()));
    say(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant().plusSeconds(1)));

    // When
    clock.advance(Duration.ofMinutes(8));
    queue.deliver();
    List<AlertState> before = channel.states();
    clock.advance(Duration.ofMinutes(2));
    queue.deliver();

    // Then
    assertThat(before).containsExactly(AlertState.FIRING, AlertState.RESOLVED);
    assertThat(channel.states())
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED, AlertState.FIRING);
  }

  @Test
  void manyAtOnceArePutTogether() {
    // Given
    for (int i = 0; i < 500; i++) {
      queue.add(
          AlertEventFixture.firing(
              AlertRuleId.INSTANCE_DISCONNECTED, "default/n" + i, clock.instant()));
    }

    // When
    for (int i = 0; i < 10; i++) {
      queue.deliver();
    }

    // Then
    assertThat(channel.delivered).hasSize(1);
    assertThat(channel.delivered.get(0).events()).hasSize(500);
  }

  @Test
  void inAMinuteThereAreNoMoreThanAllowed() {
    // Given / When
    for (int i = 0; i < 60; i++) {
      say(
          AlertEventFixture.firing(
              AlertRuleId.INSTANCE_DISCONNECTED, "default/n" + i, clock.instant()));
      clock.advance(Duration.ofSeconds(1));
    }

    // Then
    assertThat(channel.delivered).hasSizeLessThanOrEqualTo(channel.perMinute());
    clock.advance(Duration.ofMinutes(1));
    queue.deliver();
    assertThat(channel.delivered.stream().mapToInt(notice -> notice.events().size()).sum())
        .isEqualTo(60);
  }

  @Test
  void aFailureIsTriedAgainWithGrowingPausesUntilItWorks() {
    // Given
    channel.failure = new AlertNoticeChannel.TemporaryDeliveryException("away");
    say(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant()));
    pass(Duration.ofMinutes(10));
    int tries = channel.tries;

    // When
    channel.failure = null;
    pass(Duration.ofMinutes(2));

    // Then
    assertThat(tries).isBetween(10, 20);
    assertThat(channel.states()).containsExactly(AlertState.FIRING);
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void whatNeverWorksIsGivenUpAndCounted() {
    // Given
    channel.failure = new AlertNoticeChannel.TemporaryDeliveryException("away");
    say(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant()));

    // When
    pass(GIVE_UP.plusMinutes(2));

    // Then
    assertThat(queue.isIdle()).isTrue();
    assertThat(metrics.counter("alert.notices", "channel", "fake", "outcome", "given_up").count())
        .isEqualTo(1);
  }

  @Test
  void aRestartKnowsWhatWasTold() {
    // Given
    AlertEvent first = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant());
    AlertEvent second = AlertEventFixture.firing(AlertRuleId.KAFKA_DOWN, null, clock.instant());
    say(first);
    queue = newQueue();
    queue.remember(first);

    // When
    say(first);
    say(second);
    clock.advance(Duration.ofMinutes(1));
    say(AlertEventFixture.over(first, clock.instant()));

    // Then
    assertThat(channel.delivered.stream().map(notice -> notice.first().rule()))
        .containsExactly(AlertRuleId.SINK_DOWN, AlertRuleId.KAFKA_DOWN, AlertRuleId.SINK_DOWN);
    assertThat(channel.states())
        .containsExactly(AlertState.FIRING, AlertState.FIRING, AlertState.RESOLVED);
  }

  @Test
  void aNewChannelIsToldWhatFiresAndNotWhatIsOver() {
    // Given
    AlertEvent over = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, clock.instant());
    queue.remember(over);
    queue.remember(AlertEventFixture.over(over, clock.instant().plusSeconds(5)));
    queue.remember(
        AlertEventFixture.firing(AlertRuleId.KAFKA_DOWN, null, clock.instant().plusSeconds(9)));

    // When
    queue.addFiring();
    queue.deliver();

    // Then
    assertThat(channel.delivered).hasSize(1);
    assertThat(channel.delivered.get(0).first().rule()).isEqualTo(AlertRuleId.KAFKA_DOWN);
  }

  private void say(AlertEvent event) {
    queue.add(event);
    queue.deliver();
  }

  private void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      queue.deliver();
    }
  }

  private static final class FakeNoticeChannel implements AlertNoticeChannel {
    final List<AlertNotice> delivered = new ArrayList<>();
    TemporaryDeliveryException failure;
    int tries;

    List<AlertState> states() {
      return delivered.stream().map(notice -> notice.first().state()).toList();
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public int perMinute() {
      return 6;
    }

    @Override
    public void deliver(AlertNotice notice) throws TemporaryDeliveryException {
      tries++;
      if (failure != null) {
        throw failure;
      }
      delivered.add(notice);
    }
  }
}
