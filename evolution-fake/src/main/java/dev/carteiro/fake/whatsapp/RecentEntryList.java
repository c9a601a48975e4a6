// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A list of the most recent entries, bounded by number. Thread-safe. */
public final class RecentEntryList<T> {
  private final int kept;
  private final Deque<T> entries = new ArrayDeque<>();

  public RecentEntryList(int kept) {
    this.kept = kept;
  }

  public synchronized void add(T entry) {
    if (entries.size() == kept) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  public synchronized List<T> all() {
    return List.copyOf(new ArrayList<>(entries));
  }
}
