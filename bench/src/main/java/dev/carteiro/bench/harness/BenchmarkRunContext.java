// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The environment of one run of a benchmark: the amount of work, directories, and resources to
 * close at the end.
 */
public final class BenchmarkRunContext implements AutoCloseable {
  /** Divisor of the amount of work in a smoke run. */
  private static final int SMOKE_SHARE = 20;

  private final boolean quick;
  private final boolean smoke;
  private final Path work;
  private final Path root;
  private final Optional<Path> before;
  private final Deque<AutoCloseable> shared = new ArrayDeque<>();
  private int numbers;

  /**
   * @param quick whether a rough figure is wanted soon, rather than a good one late
   * @param smoke whether the run only checks that everything works
   * @param work a directory for data and logs of this run; empty at the beginning
   * @param root the project's root, where {@code bench/peers} is
   * @param before another checkout of the project, whose build is measured beside this one
   */
  public BenchmarkRunContext(
      boolean quick, boolean smoke, Path work, Path root, Optional<Path> before) {
    this.quick = quick;
    this.smoke = smoke;
    this.work = work;
    this.root = root;
    this.before = before;
  }

  public boolean quick() {
    return quick;
  }

  /** Returns the amount of work of a benchmark that fixes the amount rather than the time. */
  public int amount(int quickly, int fully) {
    int wanted = quick ? quickly : fully;
    return smoke ? Math.max(1, wanted / SMOKE_SHARE) : wanted;
  }

  /** Returns the project's root. */
  public Path root() {
    return root;
  }

  /** Returns the directory of a peer's programs. */
  public Path peer(String name) {
    return root.resolve("bench/peers").resolve(name);
  }

  /** Returns the checkout whose build is to be measured beside this one, if any. */
  public Optional<Path> before() {
    return before;
  }

  /** Returns a new path for a directory or file of this run; does not create it. */
  public Path fresh(String name) {
    numbers++;
    return work.resolve(numbers + "-" + name);
  }

  /** Registers a resource that several contests use, to be closed at the end of the benchmark. */
  public <T extends AutoCloseable> T closeAfter(T resource) {
    shared.push(resource);
    return resource;
  }

  /** Closes the registered resources, the last one first. */
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
