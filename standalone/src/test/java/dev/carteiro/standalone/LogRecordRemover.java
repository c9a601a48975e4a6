// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileLogInputStream;
import org.apache.kafka.common.record.internal.FileRecords;

/**
 * Takes records away from the disk of a broker that does not run, as if they had never been
 * written. The broker finds an unclean stop then, and reads its logs anew.
 */
public final class LogRecordRemover {
  private static final String SEGMENT = "00000000000000000000.log";

  private final Path directory;

  /**
   * @param directory the broker's
   */
  public LogRecordRemover(Path directory) {
    this.directory = directory;
  }

  /** Takes the marker away that a partition's log ends with. */
  public void withoutLastMarker(TopicPartition partition) throws IOException {
    Path segment = directory.resolve(partition.toString()).resolve(SEGMENT);
    long end;
    try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
      FileLogInputStream.FileChannelRecordBatch last = null;
      for (FileLogInputStream.FileChannelRecordBatch batch : records.batches()) {
        last = batch;
      }
      if (last == null || !last.isControlBatch()) {
        throw new IllegalStateException(partition + " does not end with a marker");
      }
      end = last.position();
    }
    cut(segment, end);
  }

  /** Takes everything away. */
  public void without(TopicPartition partition) throws IOException {
    cut(directory.resolve(partition.toString()).resolve(SEGMENT), 0);
  }

  private void cut(Path segment, long end) throws IOException {
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      file.truncate(end);
    }
    try (Stream<Path> beside = Files.list(segment.getParent())) {
      beside
          .filter(path -> !path.equals(segment) && !path.endsWith("partition.metadata"))
          .forEach(LogRecordRemover::delete);
    }
    for (String name :
        List.of(
            ".kafka_cleanshutdown",
            "recovery-point-offset-checkpoint",
            "replication-offset-checkpoint",
            "log-start-offset-checkpoint")) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
