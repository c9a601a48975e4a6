// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.OutputTopicRecord;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Writes each output record to its topic. A record that is too large for its topic becomes a dead
 * letter here, because the producer would abort the whole transaction, again and again.
 */
final class OutputRouteProcessor extends StageProcessor<OutputTopicRecord> {
  /** Room for key, headers and batch framing. */
  private static final int OVERHEAD_BYTES = 64 * 1024;

  /**
   * Headers that every output record inherits from its webhook: the trace id, and the time of
   * arrival, from which latencies are measured.
   */
  private static final List<String> INHERITED_HEADERS =
      List.of(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.RECEIVED_AT);

  private final RouteStage stage;

  OutputRouteProcessor(RouteStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  public void process(Record<String, OutputTopicRecord> record) {
    OutputTopicRecord output = record.value();
    int maxBytes = stage.maxRecordBytes - OVERHEAD_BYTES;
    if (output.topic() != Topic.DEAD_LETTER && output.value().length > maxBytes) {
      output =
          deadLetter(
              output,
              DeadLetter.Reason.TOO_LARGE,
              "the record for %s would have %d bytes, more than %d"
                  .formatted(output.topic().topicName(), output.value().length, maxBytes),
              null);
    }
    if (output.reason() != null) {
      stage.deadLetters.count(output.reason().name());
    }
    Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
    for (String name : INHERITED_HEADERS) {
      String text = output.origin().headers().get(name);
      if (text != null) {
        headers.add(name, CarteiroRecordHeaders.bytes(text));
      }
    }
    write(
        output.topic(),
        new Record<>(output.origin().key(), output.value(), record.timestamp(), headers));
  }
}
