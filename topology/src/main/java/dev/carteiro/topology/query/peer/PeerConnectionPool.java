// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Connections to topology processes, which are kept for a while between requests. */
final class PeerConnectionPool implements AutoCloseable {
  /** Connect timeout. A process on the same network that takes longer counts as down. */
  private static final Duration CONNECT = Duration.ofMillis(500);

  /** Less than the 30 s after which the server closes an idle connection. */
  private static final long MAX_IDLE_NANOS = Duration.ofSeconds(20).toNanos();

  private static final int MAX_IDLE = 64;

  private record IdleConnection(PeerAddress peer, PeerConnection connection, long sinceNanos) {}

  /** The one that was used last comes first. */
  private final Deque<IdleConnection> idle = new ArrayDeque<>();

  private boolean closed;

  /**
   * Sends a GET on a connection of the pool, or on a new one. It is sent once more if a connection
   * of the pool turns out to be closed.
   *
   * @throws SocketTimeoutException if the response is not complete by the deadline
   */
  PeerConnection.PeerHttpResponse exchange(PeerAddress peer, byte[] request, QueryDeadline deadline)
      throws IOException {
    PeerConnection kept = take(peer);
    if (kept != null) {
      try {
        return exchange(peer, kept, request, deadline);
      } catch (SocketTimeoutException late) {
        throw late;
      } catch (IOException e) {
        if (kept.isAnswering()) {
          throw e;
        }
      }
    }
    int timeout = (int) Math.min(CONNECT.toMillis(), deadline.left().toMillis());
    return exchange(peer, PeerConnection.open(peer, timeout), request, deadline);
  }

  private PeerConnection.PeerHttpResponse exchange(
      PeerAddress peer, PeerConnection connection, byte[] request, QueryDeadline deadline)
      throws IOException {
    try {
      return connection.exchange(request, deadline);
    } finally {
      if (connection.isPersistent()) {
        keep(new IdleConnection(peer, connection, System.nanoTime()));
      } else {
        connection.close();
      }
    }
  }

  private synchronized PeerConnection take(PeerAddress peer) {
    closeOld();
    Iterator<IdleConnection> newestFirst = idle.iterator();
    while (newestFirst.hasNext()) {
      IdleConnection one = newestFirst.next();
      if (one.peer().equals(peer)) {
        newestFirst.remove();
        return one.connection();
      }
    }
    return null;
  }

  private synchronized void keep(IdleConnection connection) {
    idle.addFirst(connection);
    closeOld();
  }

  private void closeOld() {
    while (!idle.isEmpty()
        && (closed
            || idle.size() > MAX_IDLE
            || System.nanoTime() - idle.getLast().sinceNanos() > MAX_IDLE_NANOS)) {
      idle.removeLast().connection().close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeOld();
  }
}
