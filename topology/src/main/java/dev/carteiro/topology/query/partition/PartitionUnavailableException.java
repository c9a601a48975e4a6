// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Thrown when a partition cannot be read; carries the reason. */
public final class PartitionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final MissingPartitionReason why;

  public PartitionUnavailableException(MissingPartitionReason why, String detail) {
    super(detail);
    this.why = why;
  }

  PartitionUnavailableException(MissingPartitionReason why, Throwable cause) {
    super(cause.getMessage(), cause);
    this.why = why;
  }

  MissingPartitionReason why() {
    return why;
  }
}
