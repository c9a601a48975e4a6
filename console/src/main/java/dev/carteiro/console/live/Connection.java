// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.function.Consumer;

/** The transport of one client. No method waits for the client. */
interface Connection {

  Format format();

  /**
   * Writes a frame; the next may be written only when this one is done.
   *
   * @param frame shared with other connections: never changed
   * @param done gets null, or why it failed; possibly before this method returns
   */
  void write(byte[] frame, Consumer<Throwable> done);

  /** Shows that this side is alive. Called only while nothing is being written. */
  void ping(Consumer<Throwable> done);

  /** Whether the client, which answers pings, has shown nothing of itself since a time. */
  boolean isSilentSince(long timeMs);

  /** Says why, and ends once that is written. Called only while nothing is being written. */
  void close(Farewell farewell);

  /** Ends at once, whatever is being written. */
  void abort(Farewell farewell);
}
