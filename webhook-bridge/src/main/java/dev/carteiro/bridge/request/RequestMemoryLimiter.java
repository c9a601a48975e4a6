// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import dev.carteiro.runtime.lifecycle.MonitorWait;
import java.time.Duration;

/**
 * Counts the requests in progress and limits their memory. Bytes are reserved before they are read,
 * so that many large bodies at once cannot exhaust the heap.
 */
public final class RequestMemoryLimiter {
  /** Estimated bytes beside the body, which bound the number of small requests. */
  public static final int REQUEST_BYTES = 4 * 1024;

  private final long limit;
  private long bytes;
  private int requests;

  public RequestMemoryLimiter(long limit) {
    this.limit = limit;
  }

  /**
   * Three bodies of the largest size (a compressed one needs memory twice), at least 64 MiB: an
   * eighth of the bridge's intended heap, which admits 16,000 small requests.
   */
  public static RequestMemoryLimiter forBodiesUpTo(int maxBodyBytes) {
    return new RequestMemoryLimiter(Math.max(64L * 1024 * 1024, 3L * maxBodyBytes));
  }

  /** The memory that one request has reserved. It only grows until it is closed. */
  public final class MemoryReservation implements AutoCloseable {
    private long reserved;
    private boolean closed;

    /** Reserves more bytes. False, without a change, when the limit would be exceeded. */
    public boolean reserve(long more) {
      synchronized (RequestMemoryLimiter.this) {
        if (closed || bytes + more > limit) {
          return false;
        }
        bytes += more;
        reserved += more;
        return true;
      }
    }

    @Override
    public void close() {
      synchronized (RequestMemoryLimiter.this) {
        if (!closed) {
          closed = true;
          bytes -= reserved;
          requests--;
          if (requests == 0) {
            RequestMemoryLimiter.this.notifyAll();
          }
        }
      }
    }
  }

  /** Counts a request that is about to be read, and creates its reservation. */
  public synchronized MemoryReservation open() {
    requests++;
    return new MemoryReservation();
  }

  public synchronized int requests() {
    return requests;
  }

  public synchronized long bytes() {
    return bytes;
  }

  /** Waits until no request is in progress; false after the timeout. */
  public boolean awaitIdle(Duration timeout) {
    return MonitorWait.until(this, timeout, () -> requests == 0);
  }
}
