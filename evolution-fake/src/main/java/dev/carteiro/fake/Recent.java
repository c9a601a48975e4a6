// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A list of the most recent entries, bounded by number. Thread-safe. */
final class Recent<T> {
  private final int kept;
  private final Deque<T> entries = new ArrayDeque<>();

  Recent(int kept) {
    this.kept = kept;
  }

  synchronized void add(T entry) {
    if (entries.size() == kept) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  synchronized List<T> all() {
    return List.copyOf(new ArrayList<>(entries));
  }
}
