// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Thrown when a partition cannot be read; carries the reason. */
public final class PartitionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final MissingPartitionReason reason;

  public PartitionUnavailableException(MissingPartitionReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  PartitionUnavailableException(MissingPartitionReason reason, Throwable cause) {
    super(cause.getMessage(), cause);
    this.reason = reason;
  }

  MissingPartitionReason reason() {
    return reason;
  }
}
