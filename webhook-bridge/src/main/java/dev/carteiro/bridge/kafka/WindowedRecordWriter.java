// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.bridge.kafka.KafkaWriteException.WriteFailureCause;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes many records in order, one window at a time, so that a request never holds more than a
 * window of the producer's buffer, which webhooks share. After a failure no further window is
 * written: no record is written after a gap, and an unavailable Kafka is waited for only once.
 */
public final class WindowedRecordWriter {
  /** Limits of records written and not yet acknowledged; a single one may exceed the bytes. */
  private static final int WINDOW_RECORDS = 500;

  private static final int WINDOW_BYTES = 4 * 1024 * 1024;

  private final KafkaRecordWriter writer;
  private final Iterator<Supplier<ProducerRecord<String, byte[]>>> records;
  private final List<WriteFailureCause> results = new ArrayList<>();

  private WindowedRecordWriter(
      KafkaRecordWriter writer, Iterator<Supplier<ProducerRecord<String, byte[]>>> records) {
    this.writer = writer;
    this.records = records;
  }

  /**
   * Writes records, created window by window. Returns the causes of failures in order, null for an
   * acknowledged record; records after the window of a failure have none.
   */
  public static CompletableFuture<List<WriteFailureCause>> write(
      KafkaRecordWriter writer, List<Supplier<ProducerRecord<String, byte[]>>> records) {
    return new WindowedRecordWriter(writer, records.iterator()).next();
  }

  private CompletableFuture<List<WriteFailureCause>> next() {
    if (!records.hasNext()) {
      return CompletableFuture.completedFuture(results);
    }
    List<CompletableFuture<WriteFailureCause>> window = new ArrayList<>();
    int bytes = 0;
    while (records.hasNext() && window.size() < WINDOW_RECORDS && bytes < WINDOW_BYTES) {
      ProducerRecord<String, byte[]> next = records.next().get();
      bytes += next.value().length;
      // Any other failure than the writer's own must not pass for an acknowledgement.
      window.add(
          writer
              .write(next)
              .handle((stored, e) -> e == null ? null : ((KafkaWriteException) e).reason()));
    }
    return CompletableFuture.allOf(window.toArray(CompletableFuture[]::new))
        .thenCompose(acknowledged -> after(window));
  }

  private CompletableFuture<List<WriteFailureCause>> after(
      List<CompletableFuture<WriteFailureCause>> window) {
    window.forEach(result -> results.add(result.join()));
    boolean failed = results.stream().anyMatch(Objects::nonNull);
    return failed ? CompletableFuture.completedFuture(results) : next();
  }
}
