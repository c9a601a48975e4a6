// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import java.util.Locale;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Kafka did not acknowledge a record, which may be stored nevertheless. */
public final class KafkaWriteException extends RuntimeException {
  private final WriteFailureCause reason;

  public KafkaWriteException(WriteFailureCause reason) {
    super(reason.detail(), null, false, false);
    this.reason = reason;
  }

  public WriteFailureCause reason() {
    return reason;
  }

  /** Why a record was refused; used as a metric label and in error details. */
  public enum WriteFailureCause {
    /** The producer is not connected yet, is being replaced, or was closed. */
    NOT_CONNECTED("the connection to Kafka is not ready"),
    BUFFER_FULL("too much waits for Kafka already"),
    /** No metadata, or no acknowledgement in time. */
    TIMEOUT("Kafka did not answer in time"),
    NOT_ENOUGH_REPLICAS("too few replicas are in sync"),
    UNAUTHORIZED("Kafka refuses these credentials"),
    TOO_LARGE("the topic's max.message.bytes is below what WEBHOOK_MAX_BODY_BYTES needs"),
    /** Another failure, of this record or this moment. */
    OTHER("Kafka could not take it now"),
    FATAL("the producer failed and is being replaced");

    private final String detail;

    WriteFailureCause(String detail) {
      this.detail = detail;
    }

    /** Whether it is certain that Kafka does not have the record. */
    public boolean isCertain() {
      return this == NOT_CONNECTED
          || this == BUFFER_FULL
          || this == UNAUTHORIZED
          || this == TOO_LARGE;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public String detail() {
      return detail;
    }

    /** Classifies an exception of {@code Producer.send} or of its callback. */
    static WriteFailureCause of(Throwable failure) {
      if (isFatal(failure)) {
        return FATAL;
      }
      if (failure instanceof BufferExhaustedException) {
        return BUFFER_FULL;
      }
      if (failure instanceof NotEnoughReplicasException
          || failure instanceof NotEnoughReplicasAfterAppendException) {
        return NOT_ENOUGH_REPLICAS;
      }
      if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
        return TIMEOUT;
      }
      if (failure instanceof RecordTooLargeException
          || failure instanceof RecordBatchTooLargeException) {
        return TOO_LARGE;
      }
      if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
        return UNAUTHORIZED;
      }
      return OTHER;
    }

    private static boolean isFatal(Throwable failure) {
      return failure instanceof ProducerFencedException
          || failure instanceof InvalidProducerEpochException
          || failure instanceof OutOfOrderSequenceException
          || failure instanceof UnsupportedVersionException
          || failure instanceof ClusterAuthorizationException
          // Of a closed producer, or of one in its error state, which wraps the cause.
          || failure instanceof IllegalStateException
          || failure.getClass() == KafkaException.class;
    }
  }
}
