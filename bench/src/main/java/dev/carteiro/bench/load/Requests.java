// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

/** What a generator sends. */
@FunctionalInterface
public interface Requests {

  /**
   * The next request, whole: line, headers, body.
   *
   * @param meantFor when it was meant to leave, as {@link System#nanoTime}
   */
  byte[] next(long meantFor);
}
