// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import org.slf4j.Logger;

/** Closes resources so that a failure of one does not keep the others from being closed. */
final class ResourceCloser {
  private ResourceCloser() {}

  /** Closes a resource, unless it is null; a failure is only logged. */
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
