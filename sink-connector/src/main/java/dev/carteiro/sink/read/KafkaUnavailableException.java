// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

/** Kafka did not complete a request in time; a retry may succeed. */
public final class KafkaUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
