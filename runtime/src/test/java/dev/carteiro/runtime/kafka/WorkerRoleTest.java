// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerRoleTest {
  private final RecordedRole role = new RecordedRole();

  @Test
  void itRetriesUntilKafkaIsReachable() throws Exception {
    // Given
    role.unreachable.set(2);

    // When
    role.start();
    role.running.await();

    // Then
    assertThat(role.events)
        .containsExactly("obstacle kafka is away", "obstacle kafka is away", "open", "run");
    role.close();
  }

  @Test
  void whatARetryWouldNotSolveEndsTheStart() {
    // Given
    role.refusal = new StartupException("TOPIC_PARTITIONS_MISMATCH", "topic x has 3 partitions");

    // When
    // Then
    assertThatThrownBy(role::start).isSameAs(role.refusal);
    assertThat(role.failure()).isCompletedExceptionally();
    role.close();
  }

  @Test
  void aFailureOfTheWorkEndsTheRole() {
    // Given
    role.fault = new IllegalStateException("broken");
    role.start();

    // When
    // Then
    assertThatThrownBy(() -> role.failure().get()).hasRootCause(role.fault);
    assertThat(role.events).contains("obstacle the test stopped: broken");
    role.close();
  }

  @Test
  void aCloseEndsTheWorkBeforeItDrainsAndReleases() throws Exception {
    // Given
    role.start();
    role.running.await();

    // When
    role.close();

    // Then
    assertThat(role.events).containsExactly("open", "run", "stop", "run ended", "drain", "release");
    assertThat(role.failure()).isNotDone();
  }

  @Test
  void aCloseInterruptsAnAttemptToConnect() {
    // Given
    role.blocked = true;
    role.start();

    // When
    role.close();

    // Then
    assertThat(role.events).containsExactly("stop", "interrupted", "drain", "release");
    assertThat(role.failure()).isNotDone();
  }

  @Test
  void aRoleThatWasNotStartedCanBeClosed() {
    // When
    role.close();

    // Then
    assertThat(role.events).containsExactly("stop", "drain", "release");
  }

  /** Records what is asked of it. */
  private static final class RecordedRole extends WorkerRole {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger unreachable = new AtomicInteger();
    private volatile StartupException refusal;
    private volatile IllegalStateException fault;
    private volatile boolean blocked;

    RecordedRole() {
      super(
          "test",
          new HttpServerSettings("127.0.0.1", 0, "TEST_PORT"),
          MeterRegistryFactory.registry(),
          4,
          Duration.ofMinutes(1));
    }

    @Override
    protected boolean connect() {
      if (blocked) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          events.add("interrupted");
          throw new StartupException("INTERRUPTED", "interrupted", e);
        }
      }
      if (refusal != null) {
        throw refusal;
      }
      if (unreachable.getAndDecrement() > 0) {
        throw StartupException.kafkaUnreachable("kafka is away", null);
      }
      return true;
    }

    @Override
    protected Duration startLimit() {
      return blocked ? Duration.ZERO : super.startLimit();
    }

    @Override
    protected void obstacle(String reason) {
      events.add("obstacle " + reason);
    }

    @Override
    protected void open() {
      events.add("open");
    }

    @Override
    protected void run() throws InterruptedException {
      if (fault != null) {
        throw fault;
      }
      events.add("run");
      running.countDown();
      while (!pause(Duration.ofDays(1))) {
        events.add("pause ended");
      }
      stopped.await();
      events.add("run ended");
    }

    @Override
    protected void stop() {
      events.add("stop");
      stopped.countDown();
    }

    @Override
    protected void drain(Duration left) {
      events.add("drain");
    }

    @Override
    protected void release() {
      events.add("release");
    }

    @Override
    public RoleHealth health() {
      return RoleHealth.of(HealthCheck.ready("test"));
    }
  }
}
