// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Thrown when a partition cannot be read; carries the reason. */
final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Missing why;

  Unavailable(Missing why, String detail) {
    super(detail);
    this.why = why;
  }

  Unavailable(Missing why, Throwable cause) {
    super(cause.getMessage(), cause);
    this.why = why;
  }

  Missing why() {
    return why;
  }
}
