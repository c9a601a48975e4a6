// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is under way between "the request came" and "the answer left", in requests and bytes of
 * body. Bytes are reserved before they are read, so that many large bodies at once cannot exhaust
 * the heap.
 */
final class InFlight {
  /**
   * What a request costs beside its body (buffers, objects), roughly; it bounds how many small ones
   * may wait.
   */
  static final int REQUEST_BYTES = 4 * 1024;

  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private long bytes;
  private int requests;

  /**
   * @param limit bytes that may be reserved at one time
   */
  InFlight(long limit) {
    this.limit = limit;
  }

  /**
   * The limit for bodies of a size: three of the largest (a compressed one needs room twice), and
   * at least 64 MiB, an eighth of the heap the bridge is meant to run with, which admits 16,000
   * small requests.
   */
  static InFlight forBodiesUpTo(int maxBodyBytes) {
    return new InFlight(Math.max(64L * 1024 * 1024, 3L * maxBodyBytes));
  }

  /** One request's share. Reservations only grow until it is closed. */
  final class Share implements AutoCloseable {
    private long reserved;
    private boolean closed;

    /** Reserves more; false when there is no room, and then nothing changed. */
    boolean reserve(long more) {
      lock.lock();
      try {
        if (closed || bytes + more > limit) {
          return false;
        }
        bytes += more;
        reserved += more;
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          bytes -= reserved;
          requests--;
          if (requests == 0) {
            idle.signalAll();
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Opens the share of a request that is about to be read. */
  Share open() {
    lock.lock();
    try {
      requests++;
    } finally {
      lock.unlock();
    }
    return new Share();
  }

  int requests() {
    lock.lock();
    try {
      return requests;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is under way; false when that took longer. */
  boolean awaitIdle(Duration longest) {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (requests > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return requests == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
