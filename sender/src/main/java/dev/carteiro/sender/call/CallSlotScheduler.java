// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which call may start at which server now, and queues the others. Within a server and a
 * priority, calls start in the order of their arrival. Each priority has reserved slots; the rest
 * is shared, and the more urgent priority takes it first.
 *
 * <p>When calls wait for more servers than may be called at once, the server with the fewest
 * running calls starts no new ones, until its place is free for another server.
 *
 * @param <C> a call; compared by identity
 */
public final class CallSlotScheduler<C> {
  private record WaitingCall<C>(String server, C call) {}

  private final CallSlotPolicy limits;
  private final Map<CallPriority, Deque<WaitingCall<C>>> waiting =
      new EnumMap<>(CallPriority.class);
  private final Map<String, Map<CallPriority, Integer>> running = new HashMap<>();

  public CallSlotScheduler(CallSlotPolicy limits) {
    this.limits = limits;
    for (CallPriority priority : CallPriority.values()) {
      waiting.put(priority, new ArrayDeque<>());
    }
  }

  /** Queues a call; returns those that may start now, each to be {@linkplain #release released}. */
  synchronized List<C> offer(String server, CallPriority priority, C call) {
    waiting.get(priority).addLast(new WaitingCall<>(server, call));
    return admit();
  }

  /** Frees a slot, and returns the calls that may start now. */
  synchronized List<C> release(String server, CallPriority priority) {
    Map<CallPriority, Integer> calls = running.get(server);
    calls.merge(priority, -1, Integer::sum);
    if (count(calls) == 0) {
      running.remove(server);
    }
    return admit();
  }

  /** Removes a call from its queue; returns false when it was not waiting any more. */
  synchronized boolean withdraw(CallPriority priority, C call) {
    return waiting.get(priority).removeIf(entry -> entry.call() == call);
  }

  synchronized List<C> withdrawAll() {
    List<C> all = new ArrayList<>();
    waiting
        .values()
        .forEach(
            queue -> {
              queue.forEach(entry -> all.add(entry.call()));
              queue.clear();
            });
    return all;
  }

  public synchronized int running(CallPriority priority) {
    return running.values().stream().mapToInt(calls -> calls.getOrDefault(priority, 0)).sum();
  }

  public synchronized int waiting(CallPriority priority) {
    return waiting.get(priority).size();
  }

  public synchronized int servers() {
    return running.size();
  }

  private List<C> admit() {
    List<C> started = new ArrayList<>();
    String yielding = yielding();
    for (CallPriority priority : CallPriority.values()) {
      for (Iterator<WaitingCall<C>> queue = waiting.get(priority).iterator(); queue.hasNext(); ) {
        WaitingCall<C> next = queue.next();
        if (!next.server().equals(yielding) && mayStart(next.server(), priority)) {
          queue.remove();
          running
              .computeIfAbsent(next.server(), server -> new EnumMap<>(CallPriority.class))
              .merge(priority, 1, Integer::sum);
          started.add(next.call());
        }
      }
    }
    return started;
  }

  /** The server that starts no new calls so that another server gets its place; null for none. */
  private String yielding() {
    if (running.size() < limits.servers()) {
      return null;
    }
    Set<String> wanted =
        waiting.values().stream()
            .flatMap(Deque::stream)
            .map(WaitingCall::server)
            .collect(Collectors.toSet());
    if (running.keySet().containsAll(wanted)) {
      return null;
    }
    return running.entrySet().stream()
        .min(
            Comparator.comparingInt(
                    (Map.Entry<String, Map<CallPriority, Integer>> e) -> count(e.getValue()))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private boolean mayStart(String server, CallPriority priority) {
    Map<CallPriority, Integer> calls = running.get(server);
    if (calls == null) {
      return running.size() < limits.servers()
          && (priority != CallPriority.PRESENCE || limits.presence() > 0);
    }
    int ofPriority = calls.getOrDefault(priority, 0);
    if (count(calls) >= limits.total()
        || priority == CallPriority.PRESENCE && ofPriority >= limits.presence()) {
      return false;
    }
    return ofPriority < limits.reserved().get(priority) || sharedInUse(calls) < limits.shared();
  }

  private int sharedInUse(Map<CallPriority, Integer> calls) {
    return calls.entrySet().stream()
        .mapToInt(entry -> Math.max(0, entry.getValue() - limits.reserved().get(entry.getKey())))
        .sum();
  }

  private static int count(Map<CallPriority, Integer> calls) {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }
}
