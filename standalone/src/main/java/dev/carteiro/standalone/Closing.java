// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import org.slf4j.Logger;

/** Closing several things of which each must be closed whatever happens to the others. */
final class Closing {
  private Closing() {}

  /** Closes what may be null; a failure is logged, as there is nobody left to tell. */
  static void close(String what, AutoCloseable closeable, Logger log) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
      log.info("stopped {}", what);
    } catch (Exception e) {
      log.error("{} did not stop cleanly", what, e);
    }
  }
}
