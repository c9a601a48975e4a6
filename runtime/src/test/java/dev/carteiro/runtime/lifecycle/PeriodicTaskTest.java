// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
  @Test
  void aFailureDoesNotEndIt() throws Exception {
    // Given
    CountDownLatch rounds = new CountDownLatch(3);
    try (PeriodicTask task =
        new PeriodicTask(
            "test",
            Duration.ZERO,
            () -> {
              rounds.countDown();
              throw new IOException("away");
            })) {

      // When
      task.start();

      // Then
      rounds.await();
    }
  }

  @Test
  void aCloseWaitsForTheWork() throws Exception {
    // Given
    CountDownLatch working = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    PeriodicTask[] task = new PeriodicTask[1];
    task[0] =
        new PeriodicTask(
            "test",
            Duration.ofDays(1),
            () -> {
              working.countDown();
              ended.set(task[0].pause(Duration.ofDays(1)));
            });
    task[0].start();
    working.await();

    // When
    task[0].close();

    // Then
    assertThat(ended).isTrue();
    assertThat(task[0].isStopping()).isTrue();
  }

  @Test
  void workThatOnlyReadsIsInterrupted() throws Exception {
    // Given
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    PeriodicTask task =
        new PeriodicTask(
            "test",
            Duration.ofDays(1),
            () -> {
              working.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
              }
            });
    task.start();
    working.await();

    // When
    task.closeNow();

    // Then
    assertThat(interrupted).isTrue();
  }
}
