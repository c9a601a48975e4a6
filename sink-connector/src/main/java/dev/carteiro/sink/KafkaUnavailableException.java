// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

/** Kafka did not do what was asked of it in time; it may later. */
final class KafkaUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
