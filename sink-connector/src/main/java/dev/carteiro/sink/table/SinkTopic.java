// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import dev.carteiro.contract.Topic;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic that the sink reads, and what its records say whatever table they become rows of.
 *
 * @param parser checks that a record has what its rows need
 * @param tenantId owner of the rows; null when a record has no tenant
 * @param traceId of the original webhook or request; null when there is none
 * @param receivedAt when the original webhook was received, if the record's header does not say so;
 *     null when no webhook is behind the record
 * @param <T> what a record is parsed to
 */
public record SinkTopic<T>(
    Topic topic,
    RecordParser<T> parser,
    Function<T, String> tenantId,
    Function<T, String> traceId,
    Function<T, Instant> receivedAt) {

  /** Parses a record of the topic, if its value is what the topic's catalogue entry says. */
  @FunctionalInterface
  public interface RecordParser<T> {
    T parse(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordException;
  }
}
