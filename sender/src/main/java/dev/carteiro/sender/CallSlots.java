// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

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
 * Who may call which server now. First come, first served within a server's line; a line may always
 * use what is reserved for it, and beyond that what is shared, the more urgent line first.
 *
 * <p>When more servers are wanted than may be called at once, the one with the fewest calls under
 * way starts none until its place is free for another.
 *
 * @param <C> a call; compared by identity
 */
final class CallSlots<C> {
  private record Waiting<C>(String server, C call) {}

  private final SlotRules rules;
  private final Map<Line, Deque<Waiting<C>>> waiting = new EnumMap<>(Line.class);
  private final Map<String, Map<Line, Integer>> running = new HashMap<>();

  CallSlots(SlotRules rules) {
    this.rules = rules;
    for (Line line : Line.values()) {
      waiting.put(line, new ArrayDeque<>());
    }
  }

  /**
   * Queues a call.
   *
   * @return the calls that may start now, perhaps this one among them; each must be {@linkplain
   *     #release released} when it is over
   */
  synchronized List<C> offer(String server, Line line, C call) {
    waiting.get(line).addLast(new Waiting<>(server, call));
    return admit();
  }

  /** Gives a place back; returns the calls that may start now. */
  synchronized List<C> release(String server, Line line) {
    Map<Line, Integer> calls = running.get(server);
    calls.merge(line, -1, Integer::sum);
    if (count(calls) == 0) {
      running.remove(server);
    }
    return admit();
  }

  /** Takes a call out of its queue; false when it does not wait any more. */
  synchronized boolean withdraw(Line line, C call) {
    return waiting.get(line).removeIf(entry -> entry.call() == call);
  }

  /** Takes all calls out of their queues. */
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

  /** Calls under way in a line, over all servers. */
  synchronized int running(Line line) {
    return running.values().stream().mapToInt(calls -> calls.getOrDefault(line, 0)).sum();
  }

  /** Calls that wait in a line, over all servers. */
  synchronized int waiting(Line line) {
    return waiting.get(line).size();
  }

  /** Servers with a call under way. */
  synchronized int servers() {
    return running.size();
  }

  private List<C> admit() {
    List<C> started = new ArrayList<>();
    String yielding = yielding();
    for (Line line : Line.values()) {
      for (Iterator<Waiting<C>> queue = waiting.get(line).iterator(); queue.hasNext(); ) {
        Waiting<C> next = queue.next();
        if (!next.server().equals(yielding) && mayStart(next.server(), line)) {
          queue.remove();
          running
              .computeIfAbsent(next.server(), server -> new EnumMap<>(Line.class))
              .merge(line, 1, Integer::sum);
          started.add(next.call());
        }
      }
    }
    return started;
  }

  /** The server that makes room; null when none has to. */
  private String yielding() {
    if (running.size() < rules.servers()) {
      return null;
    }
    Set<String> wanted =
        waiting.values().stream()
            .flatMap(Deque::stream)
            .map(Waiting::server)
            .collect(Collectors.toSet());
    if (running.keySet().containsAll(wanted)) {
      return null;
    }
    return running.entrySet().stream()
        .min(
            Comparator.comparingInt(
                    (Map.Entry<String, Map<Line, Integer>> e) -> count(e.getValue()))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private boolean mayStart(String server, Line line) {
    Map<Line, Integer> calls = running.get(server);
    if (calls == null) {
      return running.size() < rules.servers() && (line != Line.PRESENCE || rules.presence() > 0);
    }
    int ofLine = calls.getOrDefault(line, 0);
    if (count(calls) >= rules.total() || line == Line.PRESENCE && ofLine >= rules.presence()) {
      return false;
    }
    return ofLine < rules.reserved().get(line) || sharedInUse(calls) < rules.shared();
  }

  private int sharedInUse(Map<Line, Integer> calls) {
    return calls.entrySet().stream()
        .mapToInt(entry -> Math.max(0, entry.getValue() - rules.reserved().get(entry.getKey())))
        .sum();
  }

  private static int count(Map<Line, Integer> calls) {
    return calls.values().stream().mapToInt(Integer::intValue).sum();
  }
}
