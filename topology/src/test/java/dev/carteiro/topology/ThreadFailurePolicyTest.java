// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadFailurePolicyTest {
  private final ThreadFailurePolicy policy =
      new ThreadFailurePolicy(Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

  @Test
  void whoseNameAnotherProcessHasEndsRatherThanTakeItBack() {
    // When
    StreamThreadExceptionResponse taken =
        policy.handle(new StreamsException(new FencedInstanceIdException("taken")));
    StreamThreadExceptionResponse other = policy.handle(new StreamsException("passing"));

    // Then
    assertThat(taken).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    assertThat(other).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
  }
}
