// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.flow.Outgoing;
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
public final class RouteProcessor implements Processor<String, Outgoing, String, byte[]> {
  /** Room for key, headers and batch framing. */
  private static final int OVERHEAD_BYTES = 64 * 1024;

  /**
   * Headers that every output record inherits from its webhook: the trace id, and the time of
   * arrival, from which latencies are measured.
   */
  private static final List<String> HANDED_ON =
      List.of(RecordHeaders.TRACE_ID, RecordHeaders.RECEIVED_AT);

  private final int maxRecordBytes;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, byte[]> context;

  public RouteProcessor(int maxRecordBytes, TopologyMetrics metrics) {
    this.maxRecordBytes = maxRecordBytes;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, Outgoing> record) {
    Outgoing outgoing = record.value();
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
        headers.add(name, RecordHeaders.bytes(text));
      }
    }
    context.forward(
        new Record<>(outgoing.origin().key(), outgoing.value(), record.timestamp(), headers),
        Nodes.sink(outgoing.topic()));
  }

  private Outgoing tooLarge(Outgoing outgoing) {
    return Outgoing.deadLetter(
        outgoing,
        Nodes.ROUTE,
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
