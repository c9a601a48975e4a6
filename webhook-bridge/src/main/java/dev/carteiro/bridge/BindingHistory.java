// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.BindingMerge;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.InstanceBinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the records that all bridges write about one instance while a change is in progress, and
 * merges them. Thread-safe.
 */
final class BindingHistory {
  private static final Logger LOG = LoggerFactory.getLogger(BindingHistory.class);

  /** One record. The value is empty if the record is a tombstone. */
  private record Step(ConsumerRecord<String, byte[]> change, Optional<InstanceBinding> value) {}

  private final List<Step> steps = new ArrayList<>();

  /**
   * The merge of all records.
   *
   * @param binding null when the instance has no binding
   * @param stands whether the newest record alone holds this binding; compaction keeps only that
   *     record
   */
  record Outcome(InstanceBinding binding, boolean stands) {}

  /** Adds a record of the instance, in reading order. An unreadable record is ignored. */
  synchronized void add(ConsumerRecord<String, byte[]> change) {
    try {
      steps.add(
          new Step(
              change,
              change.value() == null
                  ? Optional.empty()
                  : Optional.of(Json.read(change.value(), InstanceBinding.class))));
    } catch (IOException unreadable) {
      LOG.debug("not a binding offset={}", change.offset());
    }
  }

  /** Whether the record at this offset was read. */
  synchronized boolean has(long offset) {
    return steps.stream().anyMatch(step -> step.change().offset() == offset);
  }

  /**
   * Merges all records.
   *
   * @param base the binding before the first record
   */
  synchronized Outcome over(InstanceBinding base) {
    InstanceBinding binding = base;
    InstanceBinding newest = base;
    for (Step step : steps) {
      newest = step.value().orElse(null);
      boolean gone = binding == null && BindingMerge.fields(step.change().headers()).isPresent();
      // A change of single fields does not restore a removed binding. A tombstone with the header
      // of changed fields only repeats the merged result: it does not remove a binding.
      binding = gone ? null : applied(binding, step);
    }
    return new Outcome(binding, BindingMerge.same(binding, newest));
  }

  private static InstanceBinding applied(InstanceBinding binding, Step step) {
    boolean whole = BindingMerge.fields(step.change().headers()).isEmpty();
    return step.value().isEmpty() && !whole
        ? binding
        : BindingMerge.after(binding, step.value().orElse(null), step.change().headers());
  }
}
