// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.function.Consumer;

/** The connection to one client of the live feed. No method blocks on the client. */
interface LiveFeedConnection {

  LiveEventFormat format();

  /**
   * Writes a frame, which is shared; the next may be written only when this one is done.
   *
   * @param done called with null, or with the failure; possibly before this method returns
   */
  void write(byte[] frame, Consumer<Throwable> done);

  /** Sends a sign of life. Called only while no write is pending. */
  void ping(Consumer<Throwable> done);

  /** Whether a client that must answer pings has sent nothing since {@code timeMs}. */
  boolean isSilentSince(long timeMs);

  /** Sends the reason, then closes. Called only while no write is pending. */
  void close(CloseReason reason);

  /** Closes at once, even while a write is pending. */
  void abort(CloseReason reason);
}
