// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How fast an instance's messages leave, and in which order. */
class InstancePacingTest {
  private static final long WINDOW_MS = 60_000;

  /** From its dispatch up to its outcome an attempt may have left at any moment. */
  private record AttemptSpan(long fromMs, long toMs) {}

  private record PendingResult(long atMs, SendDispatch dispatch, SendResultKind kind) {}

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 1, 2",
    "3, 2, 3",
    "7, 3, 4",
    "10, 1, 5",
    "10, 10, 6",
    "64, 5, 7",
    "65, 5, 8",
    "120, 20, 9",
    "200, 100, 10"
  })
  void neverMoreThanTheLimitMayHaveLeftInAnySixtySeconds(int limit, int inFlight, long seed) {
    // Given
    PartitionOutboxFixture outbox =
        new PartitionOutboxFixture(
            "WHATSAPP_RATE_LIMIT",
            String.valueOf(limit),
            "OUTBOX_IN_FLIGHT",
            String.valueOf(inFlight));
    Random random = new Random(seed);
    PriorityQueue<PendingResult> pending =
        new PriorityQueue<>(Comparator.comparingLong(PendingResult::atMs));
    List<AttemptSpan> attempts = new ArrayList<>();
    long until = outbox.now + Duration.ofMinutes(10).toMillis();
    int made = 0;

    // When
    while (outbox.now < until) {
      if (random.nextInt(3) == 0) {
        for (int n = random.nextInt(2 * limit + 1); n > 0; n--) {
          Lane lane = Lane.values()[random.nextInt(5)];
          String number = "55119" + (10_000_000 + random.nextInt(500));
          outbox.take(SendRecordSamples.text("m" + made++, number, "x", lane, outbox.instant()));
        }
      }
      if (random.nextInt(10) == 0) {
        outbox.restart();
      }
      long step = outbox.now + 1 + random.nextInt(20_000);
      while (outbox.now < step) {
        outbox.dispatched().forEach(one -> pending.add(fate(outbox, one, random)));
        long next = pending.isEmpty() ? Long.MAX_VALUE : pending.peek().atMs();
        next = Math.min(next, Math.max(outbox.now + 1, outbox.outbox.oldestDue()));
        outbox.now = Math.min(step, Math.max(outbox.now, next));
        outbox.tick();
        while (!pending.isEmpty() && pending.peek().atMs() <= outbox.now) {
          PendingResult one = pending.poll();
          finish(outbox, one);
          if (one.kind() != SendResultKind.NOT_SENT && one.kind() != SendResultKind.EXPIRED) {
            attempts.add(new AttemptSpan(one.dispatch().dispatchedAt().toEpochMilli(), outbox.now));
          }
        }
      }
    }

    // Then
    pending.forEach(
        one ->
            attempts.add(
                new AttemptSpan(one.dispatch().dispatchedAt().toEpochMilli(), Long.MAX_VALUE / 2)));
    assertThat(attempts.size()).as("enough to be a test").isGreaterThan(limit * 3);
    assertThat(mostInAnyWindow(attempts)).isLessThanOrEqualTo(limit);
  }

  private static PendingResult fate(
      PartitionOutboxFixture outbox, SendDispatch dispatch, Random random) {
    SendResultKind[] kinds = {
      SendResultKind.ACCEPTED,
      SendResultKind.ACCEPTED,
      SendResultKind.ACCEPTED,
      SendResultKind.TRANSIENT,
      SendResultKind.PERMANENT,
      SendResultKind.UNKNOWN,
      SendResultKind.NOT_SENT,
      SendResultKind.EXPIRED
    };
    SendResultKind kind = kinds[random.nextInt(kinds.length)];
    long latency = random.nextInt(10) == 0 ? random.nextInt(45_000) : random.nextInt(1_500);
    return new PendingResult(outbox.now + latency, dispatch, kind);
  }

  private static void finish(PartitionOutboxFixture outbox, PendingResult one) {
    if (one.kind() != SendResultKind.EXPIRED) {
      outbox.started(one.dispatch());
    }
    outbox.result(
        SendRecordSamples.result(
            one.dispatch(), one.kind(), "M" + one.dispatch().dispatchId(), "CODE"));
  }

  /** The most attempts that one window of 60 s can have seen leave. */
  private static int mostInAnyWindow(List<AttemptSpan> attempts) {
    int most = 0;
    for (AttemptSpan last : attempts) {
      // The window that begins with the latest moment at which an attempt can have left.
      long from = last.toMs();
      int within = 0;
      for (AttemptSpan one : attempts) {
        if (one.toMs() >= from && one.fromMs() <= from + WINDOW_MS) {
          within++;
        }
      }
      most = Math.max(most, within);
    }
    return most;
  }

  @ParameterizedTest
  @CsvSource({"1, 9", "10, 98", "60, 590", "200, 1950"})
  void aBacklogLeavesAtNearlyTheLimit(int limit, int leastInTenMinutes) {
    // Given
    PartitionOutboxFixture outbox =
        new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", String.valueOf(limit));
    backlog(outbox, Lane.NORMAL, 0, limit * 12);

    // When
    int sent = send(outbox, Duration.ofMinutes(10), 100, null);

    // Then
    assertThat(sent).isBetween(leastInTenMinutes, limit * 11);
  }

  @Test
  void aBindingsRateIsInForceAtOnce() {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture();
    outbox.bind(SendRecordSamples.TENANT, 100);
    backlog(outbox, Lane.NORMAL, 0, 300);
    int fast = send(outbox, Duration.ofSeconds(30), 1, null);

    // When
    outbox.bind(SendRecordSamples.TENANT, 5);
    int atOnce = send(outbox, Duration.ofSeconds(59), 1, null);
    int slow = send(outbox, Duration.ofMinutes(4), 1, null);

    // Then
    assertThat(fast).isEqualTo(100);
    assertThat(atOnce).isLessThanOrEqualTo(5);
    assertThat(slow).isBetween(15, 25);
  }

  @Test
  void aHighMessageIsNextHoweverManyLowOnesWait() {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "6000");
    backlog(outbox, Lane.LOW, 0, 10_000);
    for (int n = 0; n < 50; n++) {
      outbox.succeed(outbox.onlyDispatch());
    }
    SendDispatch underWay = outbox.onlyDispatch();

    // When
    outbox.take(
        SendRecordSamples.text(
            "high", SendRecordSamples.ANA, "urgent", Lane.HIGH, outbox.instant()));
    outbox.succeed(underWay);

    // Then
    assertThat(outbox.onlyDispatch().lane()).isEqualTo(Lane.HIGH);
  }

  @Test
  void everyLaneHasItsShareWhenAllAreFull() {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "6000");
    for (Lane lane : Lane.values()) {
      backlog(outbox, lane, lane.ordinal() * 10_000, 900);
    }

    // When
    Map<Lane, Integer> turns = new EnumMap<>(Lane.class);
    Map<Lane, Integer> lastTurn = new EnumMap<>(Lane.class);
    Map<Lane, Integer> longestWait = new EnumMap<>(Lane.class);
    for (int n = 1; n <= 900; n++) {
      SendDispatch dispatch = outbox.onlyDispatch();
      Lane lane = dispatch.lane();
      turns.merge(lane, 1, Integer::sum);
      int turn = n;
      longestWait.merge(lane, turn - lastTurn.getOrDefault(lane, 0), Math::max);
      lastTurn.put(lane, n);
      outbox.succeed(dispatch);
    }

    // Then
    Map<Lane, Integer> weights =
        Map.of(Lane.HIGH, 4, Lane.NORMAL, 2, Lane.LOW, 1, Lane.MONITORING, 1, Lane.MAINTENANCE, 1);
    weights.forEach(
        (lane, weight) -> {
          // Every 9/weight-th turn, but the four others may be late at the same time.
          int every = (9 + weight - 1) / weight;
          assertThat(turns.get(lane))
              .as("turns of %s", lane)
              .isGreaterThanOrEqualTo(900 / every - 1);
          assertThat(longestWait.get(lane)).as("wait of %s", lane).isLessThanOrEqualTo(every + 4);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void aLaneKeepsItsOrderThroughRestartsAndAttemptsThatNeverLeft(int seed) {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "6000");
    backlog(outbox, Lane.NORMAL, 0, 300);
    Random random = new Random(seed);
    List<String> sent = new ArrayList<>();

    // When
    long until = outbox.now + Duration.ofHours(2).toMillis();
    Deque<SendDispatch> underWay = new ArrayDeque<>();
    while (outbox.now < until) {
      if (random.nextInt(5) == 0) {
        outbox.restart();
      }
      underWay.addAll(outbox.dispatched());
      if (!underWay.isEmpty()) {
        SendDispatch dispatch = underWay.poll();
        if (random.nextInt(4) == 0) {
          outbox.result(SendRecordSamples.result(dispatch, SendResultKind.EXPIRED, null, null));
        } else if (random.nextInt(4) == 0) {
          outbox.started(dispatch);
          outbox.outcome(dispatch, SendResultKind.NOT_SENT, "CONNECT_REFUSED");
        } else {
          sent.add(dispatch.message());
          outbox.succeed(dispatch);
        }
      }
      outbox.pass(Duration.ofMillis(500 + random.nextInt(5_000)));
    }

    // Then
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      expected.add("text " + n);
    }
    assertThat(sent).isEqualTo(expected);
  }

  @Test
  void aDispatchThatNobodyClaimsIsNotSentAgainAsLongAsItCouldBeClaimed() {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture();
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();

    // When
    outbox.pass(Duration.ofHours(26));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    outbox.result(SendRecordSamples.result(dispatch, SendResultKind.EXPIRED, null, null));
    assertThat(outbox.state("one")).isEqualTo(JobState.QUEUED);
    assertThat(outbox.passToDispatch(Duration.ofSeconds(5)).attempt()).isEqualTo(1);
  }

  @Test
  void aDispatchThatWasLostIsMadeAgain() {
    // Given
    PartitionOutboxFixture outbox = new PartitionOutboxFixture();
    outbox.text("one", "a");
    outbox.onlyDispatch();

    // When
    SendDispatch again = outbox.passToDispatch(Duration.ofHours(27));

    // Then
    assertThat(again.attempt()).isEqualTo(1);
  }

  private static void backlog(PartitionOutboxFixture outbox, Lane lane, int from, int count) {
    for (int n = from; n < from + count; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n, "55119" + (10_000_000 + n), "text " + n, lane, outbox.instant()));
    }
  }

  /** Sends for a while; how many left. */
  private static int send(
      PartitionOutboxFixture outbox, Duration duration, long latencyMs, List<SendDispatch> sent) {
    long until = outbox.now + duration.toMillis();
    int count = 0;
    while (outbox.now < until) {
      List<SendDispatch> some = outbox.dispatched();
      if (some.isEmpty()) {
        outbox.now = Math.min(until, Math.max(outbox.now + 1, outbox.outbox.oldestDue()));
        outbox.tick();
      } else {
        outbox.pass(Duration.ofMillis(latencyMs));
        some.forEach(outbox::succeed);
        count += some.size();
        (sent == null ? new ArrayList<SendDispatch>() : sent).addAll(some);
      }
    }
    return count;
  }
}
