// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresSupervisorTest {
  private final List<Duration> waits = new ArrayList<>();
  private final StubSupervisedServer server = new StubSupervisedServer();
  private Instant now = Instant.EPOCH;
  private int looks = 1_000;

  private final PostgresSupervisor supervisor =
      new PostgresSupervisor(
          server,
          time -> {
            now = now.plus(time);
            if (!time.equals(PostgresSupervisor.BETWEEN_LOOKS) || !server.running) {
              waits.add(time);
            }
            looks--;
            return looks < 0;
          },
          () -> now);

  private static final class StubSupervisedServer implements PostgresSupervisor.SupervisedServer {
    private boolean running = true;
    private boolean starts = true;
    private boolean stays = true;
    private int started;

    @Override
    public Optional<Boolean> isRunning() {
      return Optional.of(running);
    }

    @Override
    public void start() {
      started++;
      if (!starts) {
        throw new StartupException("POSTGRES_NOT_STARTED", "no room");
      }
      running = stays;
    }

    @Override
    public String log() {
      return "its.log";
    }
  }

  @Test
  void aServerThatEndedIsStartedAgain() {
    // Given
    server.running = false;
    // When
    supervisor.run();
    // Then
    assertThat(server.started).isEqualTo(1);
    assertThat(supervisor.failure()).isNotDone();
    assertThat(supervisor.health().ready()).isTrue();
  }

  @Test
  void aServerThatDoesNotStartIsTriedLessAndLessOftenAndThenGivenUp() {
    // Given
    server.running = false;
    server.starts = false;
    // When
    supervisor.run();
    // Then
    assertThat(server.started).isEqualTo(PostgresSupervisor.MOST_STARTS);
    assertThat(supervisor.failure()).isCompletedExceptionally();
    assertThat(supervisor.health().ready()).isFalse();
    assertThat(supervisor.health().reason()).contains("start 10 of 10", "no room");
    assertThat(waits)
        .contains(Duration.ofSeconds(1), Duration.ofSeconds(16), Duration.ofSeconds(30));
    assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(30)) <= 0);
  }

  @Test
  void aServerThatEndsRightAfterEachStartIsGivenUpToo() {
    // Given
    server.running = false;
    server.stays = false;
    // When
    supervisor.run();
    // Then
    assertThat(server.started).isEqualTo(PostgresSupervisor.MOST_STARTS);
    assertThat(supervisor.failure()).isCompletedExceptionally();
  }

  @Test
  void oldStartsAreNotCountedAsFailures() {
    // Given
    for (int i = 0; i < 3 * PostgresSupervisor.MOST_STARTS; i++) {
      server.running = false;
      looks =
          (int) (PostgresSupervisor.STEADY.toMillis() / PostgresSupervisor.BETWEEN_LOOKS.toMillis())
              + 10;
      // When
      supervisor.run();
    }
    // Then
    assertThat(server.started).isEqualTo(3 * PostgresSupervisor.MOST_STARTS);
    assertThat(supervisor.failure()).isNotDone();
  }
}
