// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.store.MemoryByteStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the life of a message writes to the stores, until two days after it; each write is one
 * record of a changelog. A change that writes more has to say so here.
 */
class OutboxWriteCostTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void aMessageThatLeavesAtOnce() {
    // Given
    warmUp();

    // When
    outbox.text("one", "Olá!");
    finish(outbox.onlyDispatch());

    // Then
    assertThat(writes()).isEqualTo("jobs 8, timers 2, ready 0, pace 5; 3407 bytes");
  }

  @Test
  void aMessageThatWaitsForItsPermit() {
    // Given
    warmUp();
    for (int n = 0; n < outbox.settings.ratePerMinute(); n++) {
      outbox.text("before-" + n, "Olá!");
      finish(outbox.onlyDispatch());
    }
    reset();

    // When
    outbox.text("one", "Olá!");
    finish(outbox.passToDispatch(Duration.ofMinutes(2)));

    // Then
    assertThat(writes()).isEqualTo("jobs 9, timers 3, ready 2, pace 7; 4057 bytes");
  }

  @Test
  void aSchedule() {
    // Given
    warmUp();

    // When
    outbox.take(
        SendRecordSamples.scheduled(
            "one", "Olá!", outbox.instant().plus(Duration.ofMinutes(3)), outbox.instant()));
    finish(outbox.passToDispatch(Duration.ofMinutes(4)));

    // Then
    assertThat(writes()).isEqualTo("jobs 15, timers 4, ready 0, pace 7; 4488 bytes");
  }

  /** The instance and its timers exist; nothing is under way. */
  private void warmUp() {
    outbox.text("first", "Oi");
    finish(outbox.onlyDispatch());
    outbox.pass(Duration.ofDays(2));
    reset();
  }

  /** Claimed, accepted, delivered and read. */
  private void finish(SendDispatch dispatch) {
    outbox.succeed(dispatch);
    for (MessageStatus status :
        List.of(MessageStatus.SERVER_ACK, MessageStatus.DELIVERY_ACK, MessageStatus.READ)) {
      outbox.run(
          () ->
              outbox.outbox.message(
                  EchoEventSample.status("M-" + dispatch.dispatchId(), status, outbox.instant()),
                  outbox.now));
    }
    assertThat(outbox.job(dispatch.jobId()).state()).isEqualTo(JobState.READ);
  }

  private Stream<MemoryByteStore> stores() {
    return Stream.of(outbox.jobs, outbox.timers, outbox.ready, outbox.paces);
  }

  private void reset() {
    stores()
        .forEach(
            store -> {
              store.puts = 0;
              store.putBytes = 0;
            });
  }

  /** What was written since, with that of the timers that fire within two days. */
  private String writes() {
    outbox.pass(Duration.ofDays(2));
    return "jobs %d, timers %d, ready %d, pace %d; %d bytes"
        .formatted(
            outbox.jobs.puts,
            outbox.timers.puts,
            outbox.ready.puts,
            outbox.paces.puts,
            stores().mapToLong(store -> store.putBytes).sum());
  }
}
