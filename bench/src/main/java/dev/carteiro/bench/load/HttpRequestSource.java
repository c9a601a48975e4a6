// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

/** Supplies the requests of a load generator. */
@FunctionalInterface
public interface HttpRequestSource {

  /**
   * Returns the bytes of the next request: request line, headers, body.
   *
   * @param meantFor when it was meant to leave, as {@link System#nanoTime}
   */
  byte[] next(long meantFor);
}
