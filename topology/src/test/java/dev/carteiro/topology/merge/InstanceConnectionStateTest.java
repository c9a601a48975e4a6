// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.WebhookFactSamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceConnectionStateTest {

  @Test
  void repeatsAreCollapsed() {
    // Given
    InstanceConnectionState connecting = report(null, "connecting", NOON, NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition again =
        report(connecting, "connecting", NOON.plusSeconds(1), NOON.plusSeconds(1));

    // Then
    assertThat(again.event()).isEmpty();
    assertThat(again.state().saidAt()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void aChangeIsWrittenWithTheStateBefore() {
    // Given
    InstanceConnectionState connecting = report(null, "connecting", NOON, NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition open =
        report(connecting, "open", NOON.plusSeconds(1), NOON.plusSeconds(1));

    // Then
    assertThat(open.event().orElseThrow().previous()).isEqualTo("connecting");
    assertThat(open.event().orElseThrow().current()).isTrue();
  }

  @ParameterizedTest(name = "said {0} s after the last, came {1} s after it: current {2}")
  @CsvSource({
    // Delayed deliveries: Evolution repeats for up to 29 minutes.
    "-600, 1, false",
    "-5, 0, false",
    "-1, 1200, false",
    "-1500, 200, false",
    // The hour that comes twice, a zone change, a clock that was set back.
    "-1500, 2100, true",
    "-3590, 10, true",
    "-10800, 1, true",
    "-600, 1200, true",
    "-1, 86400, true",
    // Ordinary reports, and a clock that was set forward.
    "1, 1, true",
    "5400, 60, true"
  })
  void aReportIsDatedByArrivalWhereEvolutionsClockContradictsIt(
      long said, long came, boolean current) {
    // Given
    InstanceConnectionState closed = report(null, "close", NOON, NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition open =
        report(closed, "open", NOON.plusSeconds(said), NOON.plusSeconds(came));

    // Then
    assertThat(open.event().orElseThrow().current()).isEqualTo(current);
    assertThat(open.state().state()).isEqualTo(current ? "open" : "close");
  }

  @Test
  void aTimeInTheFutureFreezesNothingOnceTheClockIsSetRight() {
    // Given: 20 minutes ahead, on a server three hours west
    Instant wall = NOON.minus(Duration.ofHours(3));
    InstanceConnectionState opened =
        report(null, "open", wall.plus(Duration.ofMinutes(20)), NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition closed =
        report(opened, "close", wall.plusSeconds(60), NOON.plusSeconds(61));

    // Then
    assertThat(closed.event().orElseThrow().current()).isTrue();
    assertThat(closed.state().state()).isEqualTo("close");
  }

  @Test
  void whatIsSentAgainOnPurposeIsOlderHoweverLate() {
    // Given
    InstanceConnectionState closed = report(null, "close", NOON, NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition again =
        report(closed, "open", NOON.minusSeconds(90_000), null);

    // Then
    assertThat(again.event().orElseThrow().current()).isFalse();
    assertThat(again.state()).isEqualTo(closed);
  }

  @Test
  void theSameWallTimeAnHourLaterIsAnotherRowOfTheHistory() {
    // Given
    Instant hour = Instant.parse("2026-11-01T01:30:00Z");
    InstanceConnectionState.ConnectionTransition first = report(null, "open", hour, NOON);
    InstanceConnectionState closed =
        report(first.state(), "close", hour.plusSeconds(60), NOON.plusSeconds(60)).state();

    // When
    InstanceConnectionState.ConnectionTransition second =
        report(closed, "open", hour, NOON.plusSeconds(3_600));

    // Then
    assertThat(second.event().orElseThrow().eventId())
        .isNotEqualTo(first.event().orElseThrow().eventId());
    assertThat(second.event().orElseThrow().current()).isTrue();
  }

  @Test
  void anEntryOfAnOlderVersionIsRead() {
    // Given
    byte[] stored =
        "{\"state\":\"close\",\"reason\":401,\"saidAt\":\"2026-03-01T12:00:00Z\"}"
            .getBytes(StandardCharsets.UTF_8);

    // When
    InstanceConnectionState found = InstanceConnectionState.decode(stored);
    boolean late =
        report(found, "open", NOON.minusSeconds(600), NOON).event().orElseThrow().current();
    boolean hourBack =
        report(found, "open", NOON.minusSeconds(3_540), NOON).event().orElseThrow().current();

    // Then
    assertThat(late).isFalse();
    assertThat(hourBack).isTrue();
  }

  @Test
  void aStoredStateIsReadAndWritten() {
    // Given
    String stored =
        "{\"state\":\"close\",\"reason\":401,\"saidAt\":\"2026-03-01T12:00:00Z\","
            + "\"arrivedAt\":\"2026-03-01T12:00:01Z\"}";

    // When
    InstanceConnectionState read =
        InstanceConnectionState.decode(stored.getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(read)
        .isEqualTo(new InstanceConnectionState("close", 401, NOON, NOON.plusSeconds(1)));
    assertThat(new String(read.encode(), StandardCharsets.UTF_8)).isEqualTo(stored);
  }

  @ParameterizedTest(name = "{1} after {0}: {2}, history {3}")
  @CsvSource({
    "open, deleted, deleted, 1",
    "open, logged_out, logged_out, 1",
    "close, logged_out, logged_out, 1",
    "removed, deleted, deleted, 1",
    // Said of what is gone, or was said with more already.
    "deleted, removed, deleted, 0",
    "deleted, connecting, deleted, 0",
    "removed, refused, removed, 0",
    "deleted, logged_out, deleted, 0",
    "deleted, close, deleted, 1",
    "logged_out, close, logged_out, 1",
    // It comes back.
    "deleted, created, created, 1",
    "removed, open, open, 1",
    "logged_out, connecting, connecting, 1",
    "created, connecting, connecting, 1",
    // Its making came late.
    "open, created, open, 0",
    "connecting, created, connecting, 0"
  })
  void whatBecomesOfTheInstanceSaysMoreThanItsConnection(
      String before, String told, String after, int history) {
    // Given
    InstanceConnectionState found = report(null, before, NOON, NOON).state();

    // When
    InstanceConnectionState.ConnectionTransition transition =
        report(found, told, NOON.plusSeconds(1), NOON.plusSeconds(1));

    // Then
    assertThat(transition.state().state()).isEqualTo(after);
    assertThat(transition.event().stream().count()).isEqualTo(history);
    transition
        .event()
        .ifPresent(event -> assertThat(event.current()).isEqualTo(after.equals(told)));
  }

  private static InstanceConnectionState.ConnectionTransition report(
      InstanceConnectionState found, String state, Instant saidAt, Instant arrivedAt) {
    return InstanceConnectionState.apply(
        found, WebhookFactSamples.connection(state, saidAt), "t", arrivedAt);
  }
}
