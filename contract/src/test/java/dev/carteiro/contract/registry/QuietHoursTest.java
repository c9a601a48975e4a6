// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // Within one day: São Paulo is three hours behind UTC.
        "12:00, 14:00, America/Sao_Paulo, 2026-05-04T14:59:59.999Z, -",
        "12:00, 14:00, America/Sao_Paulo, 2026-05-04T15:00:00Z, 2026-05-04T17:00:00Z",
        "12:00, 14:00, America/Sao_Paulo, 2026-05-04T16:59:59.999Z, 2026-05-04T17:00:00Z",
        "12:00, 14:00, America/Sao_Paulo, 2026-05-04T17:00:00Z, -",
        // Overnight.
        "22:00, 07:00, America/Sao_Paulo, 2026-05-05T00:59:59Z, -",
        "22:00, 07:00, America/Sao_Paulo, 2026-05-05T01:00:00Z, 2026-05-05T10:00:00Z",
        "22:00, 07:00, America/Sao_Paulo, 2026-05-05T03:00:00Z, 2026-05-05T10:00:00Z",
        "22:00, 07:00, America/Sao_Paulo, 2026-05-05T09:59:59Z, 2026-05-05T10:00:00Z",
        "22:00, 07:00, America/Sao_Paulo, 2026-05-05T10:00:00Z, -",
        // Until midnight, and from midnight.
        "20:00, 00:00, UTC, 2026-12-31T23:59:00Z, 2027-01-01T00:00:00Z",
        "00:00, 06:00, UTC, 2027-01-01T00:00:00Z, 2027-01-01T06:00:00Z",
        // The night in which New York's clocks go from 2 to 3 is an hour shorter …
        "22:00, 07:00, America/New_York, 2026-03-08T03:00:00Z, 2026-03-08T11:00:00Z",
        // … and when the end is skipped, quiet ends where the clocks jump over it.
        "22:00, 02:30, America/New_York, 2026-03-08T06:30:00Z, 2026-03-08T07:00:00Z",
        "22:00, 02:30, America/New_York, 2026-03-08T07:00:00Z, -",
        // The night in which they go from 2 back to 1 is an hour longer …
        "22:00, 07:00, America/New_York, 2026-11-01T02:00:00Z, 2026-11-01T12:00:00Z",
        // … and the end comes twice.
        "22:00, 01:30, America/New_York, 2026-11-01T05:00:00Z, 2026-11-01T05:30:00Z",
        "22:00, 01:30, America/New_York, 2026-11-01T05:45:00Z, -",
        "22:00, 01:30, America/New_York, 2026-11-01T06:15:00Z, 2026-11-01T06:30:00Z",
        // Clocks that change at midnight, as São Paulo's did.
        "22:00, 00:30, America/Sao_Paulo, 2018-11-04T02:30:00Z, 2018-11-04T03:00:00Z"
      })
  void quietEndsAtTheLocalTimeOfItsEnd(
      LocalTime from, LocalTime to, String zone, Instant at, Instant end) {
    // Given
    QuietHours hours = new QuietHours(from, to, ZoneId.of(zone));

    // When / Then
    assertThat(hours.endOfQuietAt(at)).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 2026-03-06T00:00:00Z",
    "America/New_York, 2026-10-30T00:00:00Z",
    "Europe/Lisbon, 2026-03-27T00:00:00Z",
    "Europe/Lisbon, 2026-10-23T00:00:00Z",
    "America/Sao_Paulo, 2018-11-02T00:00:00Z",
    "Australia/Lord_Howe, 2026-04-03T00:00:00Z",
    "Australia/Lord_Howe, 2026-10-02T00:00:00Z"
  })
  void theEndIsTheFirstMomentThatIsNotQuietWhateverTheClocksDo(String zone, Instant start) {
    for (String span : new String[] {"22:00 07:00", "22:00 02:15", "23:30 01:30", "00:10 01:45"}) {
      // Given
      QuietHours hours =
          new QuietHours(
              LocalTime.parse(span.substring(0, 5)),
              LocalTime.parse(span.substring(6)),
              ZoneId.of(zone));
      for (int step = 0; step < 4 * 24 * 12; step++) {
        Instant at = start.plus(Duration.ofMinutes(5L * step));

        // When
        Instant end = hours.endOfQuietAt(at);

        // Then
        if (end != null) {
          assertThat(end).as("%s %s", span, at).isAfter(at);
          assertThat(hours.endOfQuietAt(end)).as("%s %s: after %s", span, at, end).isNull();
          assertThat(hours.endOfQuietAt(end.minusMillis(1)))
              .as("%s %s: before %s", span, at, end)
              .isEqualTo(end);
        }
      }
    }
  }

  @Test
  void hoursWithoutExtentAreRefused() {
    // When / Then
    assertThatThrownBy(() -> new QuietHours(LocalTime.NOON, LocalTime.NOON, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTenantsHoursAreWrittenAsLocalTimesWithTheirZone() throws IOException {
    // Given
    TenantRecord tenant =
        new TenantRecord(
            1,
            "t1",
            "One",
            null,
            new QuietHours(
                LocalTime.of(22, 0), LocalTime.of(7, 30), ZoneId.of("America/Sao_Paulo")),
            Instant.EPOCH,
            "admin");

    // When
    byte[] json = Json.write(tenant);

    // Then
    assertThat(new String(json, StandardCharsets.UTF_8))
        .contains(
            "\"quietHours\":{\"from\":\"22:00:00\",\"to\":\"07:30:00\",\"zone\":\"America/Sao_Paulo\"}");
    assertThat(Json.read(json, TenantRecord.class)).isEqualTo(tenant);
  }
}
