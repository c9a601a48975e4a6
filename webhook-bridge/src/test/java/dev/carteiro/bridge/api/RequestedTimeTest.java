// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.http.HttpProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestedTimeTest {
  private static final Instant NOW = Instant.parse("2027-01-10T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2027-12-12T10:30:00Z, , 2027-12-12T10:30:00Z",
    "2027-12-12t10:30:00z, , 2027-12-12T10:30:00Z",
    "2027-12-12T10:30:00-03:00, , 2027-12-12T13:30:00Z",
    "2027-12-12T10:30:00.123456789+05:30, , 2027-12-12T05:00:00.123456789Z",
    "2027-12-12T10:30Z, , 2027-12-12T10:30:00Z",
    "2027-12-12T10:30:00-00:00, , 2027-12-12T10:30:00Z",
    "2027-12-12T10:30:00, America/Sao_Paulo, 2027-12-12T13:30:00Z",
    "2027-12-12T10:30:00Z, America/Sao_Paulo, 2027-12-12T10:30:00Z",
    // Comes twice that night: the first is meant.
    "2027-10-31T02:30:00, Europe/Berlin, 2027-10-31T00:30:00Z",
  })
  void aTimeMeansOneInstant(String text, String zone, Instant expected) {
    // Given
    ZoneId local = zone == null ? null : RequestedTime.zone("timezone", zone);
    // When
    RequestedTime time = RequestedTime.read("scheduledFor", text, local);
    // Then
    assertThat(time.instant()).isEqualTo(expected);
    assertThat(time.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2027-12-12T10:30:00, , TIME_WITHOUT_OFFSET",
    "2027-03-28T02:30:00, Europe/Berlin, INVALID_TIME",
    "2027-02-30T10:30:00Z, , INVALID_TIME",
    "2027-12-12T25:30:00Z, , INVALID_TIME",
    "2027-12-12T10:30:60Z, , INVALID_TIME",
    "2027-12-12T10:30:00+19:00, , INVALID_TIME",
    "2027-12-12 10:30:00Z, , INVALID_TIME",
    "2027-12-12, , INVALID_TIME",
    "+12027-12-12T10:30:00Z, , INVALID_TIME",
    "amanhã, , INVALID_TIME",
    "1765535400, , INVALID_TIME",
    "'', , INVALID_TIME",
  })
  void whatMeansNoInstantIsRefused(String text, String zone, String code) {
    // Given
    ZoneId local = zone == null ? null : ZoneId.of(zone);
    // When
    // Then
    assertThatThrownBy(() -> RequestedTime.read("scheduledFor", text, local))
        .isInstanceOfSatisfying(
            HttpProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({
    "PT-1S, TIME_IN_PAST",
    "PT0S, TIME_IN_PAST",
    "PT0.001S, ''",
    "P60D, ''",
    "P89DT23H59M59S, ''",
    "P90D, ''",
    "P90DT1S, TIME_TOO_FAR",
    "P91D, TIME_TOO_FAR",
  })
  void ninetyDaysAheadAreTheLimitToTheSecond(Duration ahead, String code) {
    // Given
    RequestedTime time = new RequestedTime("x", NOW.plus(ahead));
    // When
    String found = "";
    try {
      time.schedulable("scheduledFor", NOW);
    } catch (HttpProblemException e) {
      found = e.problem().code();
    }
    // Then
    assertThat(found).isEqualTo(code);
  }
}
