// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageNumberFinderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"id\":\"3EB00000000000000042\"}|42",
        "{\"a\":\"3EB\",\"id\":\"3EB01000000000000007\"}|1000000000000007",
        "{\"id\":\"3EB0123\"}|-1",
        "{\"id\":\"3EB0ABCDABCDABCDABCD\"}|-1",
        "{\"text\":\"3DB0\"}|-1",
        "''|-1"
      })
  void theNumberStandsBehindThePrefix(String record, long number) {
    assertThat(new MessageNumberFinder("3EB0").in(record.getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(number);
  }

  @Test
  void aTombstoneHasNoNumber() {
    assertThat(new MessageNumberFinder("3EB0").in(null)).isEqualTo(-1);
  }
}
