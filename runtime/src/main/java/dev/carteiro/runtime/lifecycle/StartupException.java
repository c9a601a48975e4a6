// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

/**
 * Thrown when a role cannot run as configured. The message says what is wrong and what to do; the
 * code is stable.
 */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Code for a full disk: a later start succeeds when somebody has made room. */
  private static final String DISK_FULL = "DISK_FULL";

  /** Code for a Kafka that does not answer: a retry succeeds when it is back. */
  private static final String KAFKA_UNREACHABLE = "KAFKA_UNREACHABLE";

  private final String code;

  /**
   * @param code stable, upper snake case, e.g. {@code PORT_IN_USE}
   */
  public StartupException(String code, String message) {
    super(message);
    this.code = code;
  }

  public StartupException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Creates the exception for a start that a full disk prevented. */
  public static StartupException diskFull(String message, Throwable cause) {
    return new StartupException(DISK_FULL, message, cause);
  }

  /** Creates the exception for a Kafka that does not answer. */
  public static StartupException kafkaUnreachable(String message, Throwable cause) {
    return new StartupException(KAFKA_UNREACHABLE, message, cause);
  }

  public String code() {
    return code;
  }

  /** Whether a full disk prevented the start. */
  public boolean isDiskFull() {
    return code.equals(DISK_FULL);
  }

  /** Whether Kafka did not answer. */
  public boolean isKafkaUnreachable() {
    return code.equals(KAFKA_UNREACHABLE);
  }

  /** Returns the exit code of a process that ends with this exception. */
  public ExitCode exitCode() {
    return isDiskFull() ? ExitCode.ROLE_FAILED : ExitCode.CANNOT_START;
  }
}
