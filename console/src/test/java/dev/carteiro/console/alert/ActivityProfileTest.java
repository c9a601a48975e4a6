// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence.SilenceAssessment;
import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated rhythms: messages an hour by the time of the week, drawn at random. */
class ActivityProfileTest {
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");

  /** A Monday; the days before it are what is remembered. */
  private static final ZonedDateTime MONDAY = LocalDate.parse("2026-03-16").atStartOfDay(ZONE);

  private static final AlertRuleLimits LIMIT =
      new AlertRuleLimits(Duration.ZERO, 10_000, Duration.ofHours(1), 5);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aShopThatLivesAsUsualIsNeverAlarming(long seed) {
    // Given
    List<Instant> past = messages(new Random(seed), 28, ActivityProfileTest::shop);

    // When / Then
    assertThat(firstAlarm(past, MONDAY.toInstant(), Duration.ofDays(14))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aShopThatIsCutOffInTheMorningIsHeardOfWithinHours(long seed) {
    // Given
    Instant cut = MONDAY.plusDays(1).withHour(10).toInstant();
    List<Instant> heard = before(cut, messages(new Random(seed), 28, ActivityProfileTest::shop));

    // When
    Optional<Instant> alarm = firstAlarm(heard, MONDAY.toInstant(), Duration.ofDays(4));

    // Then
    assertThat(alarm).isPresent();
    assertThat(Duration.between(cut, alarm.get()))
        .isBetween(Duration.ofHours(1), Duration.ofHours(8));
  }

  @Test
  void aBusyNumberIsHeardOfSoonerThanAQuietOne() {
    // Given
    Instant cut = MONDAY.plusDays(1).withHour(10).toInstant();
    List<Instant> busy = before(cut, messages(new Random(1), 28, time -> 10 * shop(time)));
    List<Instant> quiet = before(cut, messages(new Random(1), 28, time -> shop(time) / 4));

    // When
    Instant first = firstAlarm(busy, MONDAY.toInstant(), Duration.ofDays(7)).orElseThrow();
    Instant second = firstAlarm(quiet, MONDAY.toInstant(), Duration.ofDays(7)).orElseThrow();

    // Then
    assertThat(first).isBefore(second);
    assertThat(Duration.between(cut, first)).isLessThanOrEqualTo(Duration.ofHours(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aNumberCutOffInTheEveningIsHeardOfInTheMorningAndNotAtNight(long seed) {
    // Given
    Instant cut = MONDAY.plusDays(1).withHour(19).toInstant();
    List<Instant> heard = before(cut, messages(new Random(seed), 28, ActivityProfileTest::shop));

    // When
    ZonedDateTime alarm =
        firstAlarm(heard, MONDAY.toInstant(), Duration.ofDays(4)).orElseThrow().atZone(ZONE);

    // Then
    assertThat(alarm.getHour()).isBetween(8, 19);
  }

  @Test
  void aNumberThatSpeaksNowAndThenIsLeftAlone() {
    // Given
    List<Instant> past = messages(new Random(1), 28, time -> 0.02);

    // When / Then
    assertThat(firstAlarm(past, MONDAY.toInstant(), Duration.ofDays(14))).isEmpty();
  }

  @Test
  void aNewNumberIsLeftAlone() {
    // Given
    List<Instant> past = messages(new Random(1), 2, time -> 30);
    Instant cut = MONDAY.toInstant();

    // When / Then
    assertThat(firstAlarm(before(cut, past), cut, Duration.ofDays(1))).isEmpty();
  }

  @Test
  void anOutageLastWeekDoesNotMakeDeaf() {
    // Given
    Instant cut = MONDAY.plusDays(1).withHour(10).toInstant();
    ZonedDateTime holiday = MONDAY.minusDays(5);
    List<Instant> heard = before(cut, messages(new Random(3), 28, ActivityProfileTest::shop));
    heard.removeIf(at -> at.atZone(ZONE).toLocalDate().equals(holiday.toLocalDate()));

    // When
    Optional<Instant> alarm = firstAlarm(heard, MONDAY.toInstant(), Duration.ofDays(2));

    // Then
    assertThat(alarm).isPresent();
    assertThat(Duration.between(cut, alarm.get())).isLessThanOrEqualTo(Duration.ofHours(10));
  }

  @Test
  void whatCouldNotBeHeardIsUncertainAndNotAlarming() {
    // Given
    Instant cut = MONDAY.plusDays(1).withHour(10).toInstant();
    List<Instant> heard = before(cut, messages(new Random(3), 28, ActivityProfileTest::shop));
    Instant late = MONDAY.plusDays(1).withHour(18).toInstant();
    InstanceSilenceDetector rhythms = rhythms(heard);

    // When
    SilenceAssessment listened = meaning(rhythms, late, MONDAY.minusDays(30).toInstant());
    rhythms.interrupted(late.minus(Duration.ofMinutes(10)));
    SilenceAssessment deaf = meaning(rhythms, late, MONDAY.minusDays(30).toInstant());
    SilenceAssessment justConnected = meaning(rhythms, late, late.minus(Duration.ofMinutes(10)));

    // Then
    assertThat(listened).isEqualTo(SilenceAssessment.ALARMING);
    assertThat(deaf).isEqualTo(SilenceAssessment.UNCERTAIN);
    assertThat(justConnected).isEqualTo(SilenceAssessment.USUAL);
  }

  /** A dozen an hour while the shop is open, fewer at lunch, a few on Saturday mornings. */
  private static double shop(ZonedDateTime time) {
    int hour = time.getHour();
    if (time.getDayOfWeek() == DayOfWeek.SUNDAY) {
      return 0.02;
    }
    if (time.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return hour >= 9 && hour < 13 ? 4 : 0.05;
    }
    if (hour < 8 || hour >= 19) {
      return hour >= 19 && hour < 23 ? 0.3 : 0.02;
    }
    return hour == 12 || hour == 13 ? 3 : 12;
  }

  private static List<Instant> messages(
      Random random, int days, ToDoubleFunction<ZonedDateTime> perHour) {
    List<Instant> messages = new ArrayList<>();
    ZonedDateTime minute = MONDAY.minusDays(days);
    ZonedDateTime end = MONDAY.plusDays(15);
    while (minute.isBefore(end)) {
      if (random.nextDouble() < perHour.applyAsDouble(minute) / 60) {
        messages.add(minute.toInstant());
      }
      minute = minute.plusMinutes(1);
    }
    return messages;
  }

  private static List<Instant> before(Instant cut, List<Instant> messages) {
    return new ArrayList<>(messages.stream().filter(at -> at.isBefore(cut)).toList());
  }

  /** Plays the messages and judges every five minutes, as the console would. */
  private static Optional<Instant> firstAlarm(List<Instant> messages, Instant from, Duration time) {
    InstanceSilenceDetector rhythms = new InstanceSilenceDetector(LIMIT, ZONE, Instant.EPOCH);
    int played = 0;
    for (Instant now = from; now.isBefore(from.plus(time)); now = now.plus(Duration.ofMinutes(5))) {
      while (played < messages.size() && messages.get(played).isBefore(now)) {
        rhythms.messageAt(RuleInputFixture.ACME, messages.get(played));
        played++;
      }
      if (meaning(rhythms, now, MONDAY.minusDays(30).toInstant()) == SilenceAssessment.ALARMING) {
        return Optional.of(now);
      }
    }
    return Optional.empty();
  }

  private static InstanceSilenceDetector rhythms(List<Instant> messages) {
    InstanceSilenceDetector rhythms = new InstanceSilenceDetector(LIMIT, ZONE, Instant.EPOCH);
    messages.forEach(at -> rhythms.messageAt(RuleInputFixture.ACME, at));
    return rhythms;
  }

  private static SilenceAssessment meaning(
      InstanceSilenceDetector rhythms, Instant now, Instant connectedAt) {
    return rhythms
        .judge(
            List.of(
                new BoundInstanceState(
                    "t1", RuleInputFixture.ACME, "open", connectedAt, false, null)),
            now)
        .get(0)
        .assessment();
  }
}
