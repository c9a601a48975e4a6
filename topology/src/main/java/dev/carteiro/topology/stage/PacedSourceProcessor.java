// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The processor behind a source: the stage's own, which the commits are paced by. */
final class PacedSourceProcessor<I> implements Processor<String, I, String, Object> {
  private final StageProcessor<I> stage;
  private final CommitPacer pacer;
  private ProcessorContext<String, Object> context;

  PacedSourceProcessor(StageProcessor<I> stage, CommitPacer pacer) {
    this.stage = stage;
    this.pacer = pacer;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    stage.init(context);
  }

  @Override
  public void process(Record<String, I> record) {
    long nowMs = context.currentSystemTimeMs();
    pacer.read(record.timestamp(), nowMs);
    stage.process(record);
    pacer.pace(context, nowMs);
  }

  @Override
  public void close() {
    stage.close();
  }
}
