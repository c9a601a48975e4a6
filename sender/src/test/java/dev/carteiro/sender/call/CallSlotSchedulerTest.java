// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallSlotSchedulerTest {
  private static final Map<Lane, Integer> DEFAULTS =
      Lane.weights("high=4,normal=2,low=1,monitoring=1,maintenance=1");

  @Test
  void aLaneMayUseItsOwnPlacesAndAllSharedOnes() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 20);
    // When
    int started = offer(slots, "s", CallPriority.NORMAL, 50).size();
    // Then: 2 of its own and 20 - 9 shared
    assertThat(started).isEqualTo(13);
  }

  @Test
  void whatIsKeptForALaneIsThereWhenAllElseIsTaken() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 20);
    offer(slots, "s", CallPriority.HIGH, 50);
    // When / Then
    assertThat(offer(slots, "s", CallPriority.NORMAL, 9)).hasSize(2);
    assertThat(offer(slots, "s", CallPriority.LOW, 9)).hasSize(1);
    assertThat(offer(slots, "s", CallPriority.MONITORING, 9)).hasSize(1);
    assertThat(offer(slots, "s", CallPriority.MAINTENANCE, 9)).hasSize(1);
    assertThat(slots.running(CallPriority.HIGH)).isEqualTo(15);
  }

  @Test
  void withinALaneTheFirstToComeIsTheFirstToStart() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 20);
    offer(slots, "s", CallPriority.LOW, 15);
    // When
    List<String> next = new ArrayList<>();
    next.addAll(slots.release("s", CallPriority.LOW));
    next.addAll(slots.release("s", CallPriority.LOW));
    // Then
    assertThat(next).containsExactly("LOW-12", "LOW-13");
  }

  @Test
  void aSharedPlaceGoesToTheMostUrgentLane() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 20);
    offer(slots, "s", CallPriority.LOW, 15);
    offer(slots, "s", CallPriority.HIGH, 6);
    // When
    List<String> next = slots.release("s", CallPriority.LOW);
    // Then
    assertThat(next).containsExactly("HIGH-4");
  }

  @Test
  void aCallThatWasTakenBackDoesNotStart() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 1);
    offer(slots, "s", CallPriority.LOW, 1);
    String waits = "waits";
    slots.offer("s", CallPriority.LOW, waits);
    // When
    boolean taken = slots.withdraw(CallPriority.LOW, waits);
    // Then
    assertThat(taken).isTrue();
    assertThat(slots.withdraw(CallPriority.LOW, waits)).isFalse();
    assertThat(slots.release("s", CallPriority.LOW)).isEmpty();
  }

  @Test
  void moreServersThanAllowedTakeTurns() {
    // Given
    CallSlotScheduler<String> slots = slots(2, 20);
    offer(slots, "a", CallPriority.HIGH, 30);
    offer(slots, "b", CallPriority.HIGH, 3);
    // When: a third is wanted, so b, which has the fewest calls, starts no more
    assertThat(slots.offer("c", CallPriority.HIGH, "c-0")).isEmpty();
    assertThat(slots.offer("b", CallPriority.HIGH, "b-late")).isEmpty();
    List<String> next = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      next.addAll(slots.release("b", CallPriority.HIGH));
    }
    // Then
    assertThat(next).containsExactly("c-0");
    assertThat(slots.servers()).isEqualTo(2);
    assertThat(slots.release("c", CallPriority.HIGH)).containsExactly("b-late");
  }

  @Test
  void typingNeverTakesMoreThanItsPart() {
    // Given
    CallSlotScheduler<String> slots = slots(10, 20);
    // When / Then
    assertThat(offer(slots, "s", CallPriority.PRESENCE, 30)).hasSize(4);
    assertThat(offer(slots(10, 1), "s", CallPriority.PRESENCE, 1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9, 20})
  void whateverComesLimitsHoldAndEveryLaneMoves(int total) {
    // Given
    Random random = new Random(total);
    CallSlotScheduler<String> slots = slots(3, total);
    Map<String, Integer> running = new HashMap<>();
    List<String> started = new ArrayList<>();
    int offered = 0;
    // When
    for (int i = 0; i < 5_000; i++) {
      boolean offers = random.nextBoolean() && offered - started.size() < 200;
      if (offers || running.values().stream().mapToInt(n -> n).sum() == 0) {
        CallPriority priority = CallPriority.values()[random.nextInt(5)];
        String server = "s" + random.nextInt(6);
        started.addAll(start(slots.offer(server, priority, server + " " + priority), running));
        offered++;
      } else {
        String call =
            running.keySet().stream()
                .skip(random.nextInt(running.size()))
                .findFirst()
                .orElseThrow();
        running.computeIfPresent(call, (c, n) -> n == 1 ? null : n - 1);
        String[] parts = call.split(" ");
        started.addAll(start(slots.release(parts[0], CallPriority.valueOf(parts[1])), running));
      }
      // Then
      Map<String, Integer> byServer = new HashMap<>();
      running.forEach((call, n) -> byServer.merge(call.split(" ")[0], n, Integer::sum));
      assertThat(byServer).hasSizeLessThanOrEqualTo(3);
      assertThat(byServer.values()).allMatch(n -> n <= total);
    }
    while (!running.isEmpty()) {
      String call = running.keySet().iterator().next();
      running.computeIfPresent(call, (c, n) -> n == 1 ? null : n - 1);
      String[] parts = call.split(" ");
      started.addAll(start(slots.release(parts[0], CallPriority.valueOf(parts[1])), running));
    }
    assertThat(started).hasSize(offered);
  }

  private static List<String> start(List<String> calls, Map<String, Integer> running) {
    calls.forEach(call -> running.merge(call, 1, Integer::sum));
    return calls;
  }

  private static List<String> offer(
      CallSlotScheduler<String> slots, String server, CallPriority priority, int count) {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.addAll(slots.offer(server, priority, priority + "-" + i));
    }
    return started;
  }

  private static CallSlotScheduler<String> slots(int servers, int total) {
    return new CallSlotScheduler<>(CallSlotPolicy.of(servers, total, DEFAULTS));
  }
}
