// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

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
  void aFailureIsLoggedOnceUntilTheWorkHasRecovered() throws Exception {
    // Given
    Logger logger = (Logger) LoggerFactory.getLogger(PeriodicTask.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(1);
    PeriodicTask[] task = new PeriodicTask[1];
    task[0] =
        new PeriodicTask(
            "test",
            Duration.ZERO,
            () -> {
              int round = rounds.incrementAndGet();
              if (round == 3) {
                task[0].recovered();
              }
              if (round == 5) {
                failed.countDown();
                task[0].pause(Duration.ofDays(1));
              }
              throw new IOException("away");
            });

    // When
    task[0].start();
    failed.await();
    task[0].close();
    logger.detachAppender(logged);

    // Then
    assertThat(logged.list).hasSize(2);
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
