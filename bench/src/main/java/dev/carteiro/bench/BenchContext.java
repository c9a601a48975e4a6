// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a bench is given. */
final class BenchContext implements AutoCloseable {
  /** Share of the work that is done when only one look at everything is wanted. */
  private static final int SMOKE_SHARE = 20;

  private final boolean quick;
  private final boolean smoke;
  private final Path work;
  private final Path root;
  private final Deque<AutoCloseable> shared = new ArrayDeque<>();
  private int numbers;

  /**
   * @param quick whether a rough figure soon is wanted rather than a good one late
   * @param smoke whether it shall only be seen that all runs
   * @param work a directory for data and logs of this run; empty at the beginning
   * @param root the project's root, where {@code bench/peers} is
   */
  BenchContext(boolean quick, boolean smoke, Path work, Path root) {
    this.quick = quick;
    this.smoke = smoke;
    this.work = work;
    this.root = root;
  }

  boolean quick() {
    return quick;
  }

  /** An amount of work where it is not time that is fixed. */
  int amount(int quickly, int fully) {
    int wanted = quick ? quickly : fully;
    return smoke ? Math.max(1, wanted / SMOKE_SHARE) : wanted;
  }

  /** Where a peer's programs are. */
  Path peer(String name) {
    return root.resolve("bench/peers").resolve(name);
  }

  /** A directory or file of this run that nobody else has; not made yet. */
  Path fresh(String name) {
    numbers++;
    return work.resolve(numbers + "-" + name);
  }

  /** Keeps something that several contests use, and closes it when the bench is over. */
  <T extends AutoCloseable> T closeAfter(T resource) {
    shared.push(resource);
    return resource;
  }

  /** Closes what was kept, the youngest first. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!shared.isEmpty()) {
      try {
        shared.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException("cannot close what the bench started", e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
