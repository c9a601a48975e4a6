// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.OutputTopicRecord;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The route stage: forwards each output record to the sink node of its topic. A record that is too
 * large for its topic becomes a dead letter here, because the producer would abort the whole
 * transaction, again and again.
 */
public final class OutputRouteProcessor
    implements Processor<String, OutputTopicRecord, String, byte[]> {
  /** Room for key, headers and batch framing. */
  private static final int OVERHEAD_BYTES = 64 * 1024;

  /**
   * Headers that every output record inherits from its webhook: the trace id, and the time of
   * arrival, from which latencies are measured.
   */
  private static final List<String> HANDED_ON =
      List.of(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.RECEIVED_AT);

  private final int maxRecordBytes;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, byte[]> context;

  public OutputRouteProcessor(int maxRecordBytes, TopologyMetrics metrics) {
    this.maxRecordBytes = maxRecordBytes;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, OutputTopicRecord> record) {
    OutputTopicRecord outgoing = record.value();
    if (outgoing.topic() != Topic.DEAD_LETTER
        && outgoing.value().length > maxRecordBytes - OVERHEAD_BYTES) {
      outgoing = tooLarge(outgoing);
    }
    if (outgoing.reason() != null) {
      metrics.deadLetter(outgoing.reason());
    }
    Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
    for (String name : HANDED_ON) {
      String text = outgoing.origin().headers().get(name);
      if (text != null) {
        headers.add(name, CarteiroRecordHeaders.bytes(text));
      }
    }
    context.forward(
        new Record<>(outgoing.origin().key(), outgoing.value(), record.timestamp(), headers),
        TopologyNames.sink(outgoing.topic()));
  }

  private OutputTopicRecord tooLarge(OutputTopicRecord outgoing) {
    return OutputTopicRecord.deadLetter(
        outgoing,
        TopologyNames.ROUTE,
        DeadLetter.Reason.TOO_LARGE,
        "the record for %s would have %d bytes, more than %d"
            .formatted(
                outgoing.topic().topicName(),
                outgoing.value().length,
                maxRecordBytes - OVERHEAD_BYTES),
        null,
        Instant.ofEpochMilli(context.currentSystemTimeMs()));
  }
}
