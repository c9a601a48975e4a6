// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorCategoryTest {

  @ParameterizedTest
  @CsvSource({
    "08006, TRANSIENT",
    "08001, TRANSIENT",
    "53300, TRANSIENT",
    "53100, TRANSIENT",
    "57P01, TRANSIENT",
    "57014, TRANSIENT",
    "40001, TRANSIENT",
    "40P01, TRANSIENT",
    "55P03, TRANSIENT",
    "58030, TRANSIENT",
    "25006, TRANSIENT",
    "25P03, TRANSIENT",
    "28P01, TRANSIENT",
    "22P05, DATA",
    "22P02, DATA",
    "22021, DATA",
    "22003, DATA",
    "23502, DATA",
    "23514, DATA",
    "21000, DATA",
    "54000, DATA",
    "54001, DATA",
    "42P01, FATAL",
    "42501, FATAL",
    "42703, FATAL",
    "3D000, FATAL",
    "XX001, FATAL",
    "0A000, FATAL"
  })
  void aStateTellsWhetherToRetryToIsolateOrToStop(String state, SqlErrorCategory expected) {
    // Given
    SQLException error = new SQLException("any", state);

    // When
    SqlErrorCategory actual = SqlErrorCategory.of(error);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void aTimeoutOfThePoolIsTransient() {
    // Given
    SQLException error = new SQLTransientConnectionException("no connection in 5000 ms");

    // When
    SqlErrorCategory actual = SqlErrorCategory.of(error);

    // Then
    assertThat(actual).isEqualTo(SqlErrorCategory.TRANSIENT);
  }

  @Test
  void theStateOfAWrappedErrorCounts() {
    // Given
    SQLException error = new SQLException("wrapped", new SQLException("inner", "42501"));

    // When
    SqlErrorCategory actual = SqlErrorCategory.of(error);

    // Then
    assertThat(actual).isEqualTo(SqlErrorCategory.FATAL);
  }
}
