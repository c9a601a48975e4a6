// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the entries of a store that cannot be read. Each entry is logged and becomes a dead
 * letter with its bytes, once until the task is closed. The timed task that met it goes on with the
 * other entries: one entry must not fail the thread at every tick. The id of the dead letter is
 * made of the store and the key, so the same entry has the same dead letter after a restart.
 */
final class UnreadableEntryReporter {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableEntryReporter.class);

  /** After this many entries nothing more is reported: the store is broken as a whole. */
  private static final int MAX_REPORTED = 10_000;

  private static final int ID_DIGITS = 15;

  private final String store;
  private final String stage;
  private final ProcessorContext<?, ?> context;
  private final Consumer<OutputTopicRecord> letters;
  private final Set<String> reported = new HashSet<>();

  /**
   * @param letters takes the dead letters
   */
  UnreadableEntryReporter(
      String store,
      String stage,
      ProcessorContext<?, ?> context,
      Consumer<OutputTopicRecord> letters) {
    this.store = store;
    this.stage = stage;
    this.context = context;
    this.letters = letters;
  }

  void found(byte[] key, byte[] value, RuntimeException reason) {
    String place =
        Sha256Fingerprint.of(store + "\n" + new String(key, StandardCharsets.ISO_8859_1))
            .substring(0, ID_DIGITS);
    if (reported.size() >= MAX_REPORTED || !reported.add(place)) {
      return;
    }
    LOG.error(
        "an entry of a store is not readable; it became a dead letter store={} task={}",
        store,
        context.taskId(),
        reason);
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    letters.accept(
        OutputTopicRecord.deadLetter(
            new RecordOrigin(
                null,
                context.applicationId() + "-" + store + "-changelog",
                context.taskId().partition(),
                Long.parseLong(place, 16),
                now,
                Map.of(),
                value),
            stage,
            DeadLetter.Reason.UNREADABLE_RECORD,
            "an entry of the store " + store + ": " + reason.getClass().getName(),
            null,
            now));
  }
}
