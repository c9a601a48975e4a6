// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

/** Thrown when a role cannot run as configured. The message says what to do; codes are stable. */
public final class StartupException extends RuntimeException {
  /** Code for a full disk: a later start succeeds when somebody has made room. */
  private static final String DISK_FULL = "DISK_FULL";

  /** Code for a Kafka that does not answer: a retry succeeds when it is back. */
  private static final String KAFKA_UNREACHABLE = "KAFKA_UNREACHABLE";

  private final String code;

  public StartupException(String code, String message) {
    super(message);
    this.code = code;
  }

  public StartupException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public static StartupException diskFull(String message, Throwable cause) {
    return new StartupException(DISK_FULL, message, cause);
  }

  public static StartupException kafkaUnreachable(String message, Throwable cause) {
    return new StartupException(KAFKA_UNREACHABLE, message, cause);
  }

  public String code() {
    return code;
  }

  public boolean isDiskFull() {
    return code.equals(DISK_FULL);
  }

  public boolean isKafkaUnreachable() {
    return code.equals(KAFKA_UNREACHABLE);
  }

  public ExitCode exitCode() {
    return isDiskFull() ? ExitCode.ROLE_FAILED : ExitCode.CANNOT_START;
  }
}
