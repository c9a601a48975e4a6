// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merges the records that all bridges write about an instance during a change. Thread-safe. */
final class BindingChangeHistory {
  private static final Logger LOG = LoggerFactory.getLogger(BindingChangeHistory.class);

  /** One record. The value is empty if the record is a tombstone. */
  private record BindingChangeStep(
      ConsumerRecord<String, byte[]> change, Optional<InstanceBinding> value) {}

  private final List<BindingChangeStep> steps = new ArrayList<>();

  /**
   * The merged binding, null for none; {@code stands} when the newest record alone, which
   * compaction keeps, holds it.
   */
  record MergedBinding(InstanceBinding binding, boolean stands) {}

  /** Adds a record of the instance, in reading order. An unreadable record is ignored. */
  synchronized void add(ConsumerRecord<String, byte[]> change) {
    try {
      steps.add(
          new BindingChangeStep(
              change,
              change.value() == null
                  ? Optional.empty()
                  : Optional.of(Json.read(change.value(), InstanceBinding.class))));
    } catch (IOException unreadable) {
      LOG.debug("not a binding offset={}", change.offset());
    }
  }

  synchronized boolean has(long offset) {
    return steps.stream().anyMatch(step -> step.change().offset() == offset);
  }

  /** Merges all records into the binding before the first. */
  synchronized MergedBinding over(InstanceBinding base) {
    InstanceBinding binding = base;
    InstanceBinding newest = base;
    for (BindingChangeStep step : steps) {
      newest = step.value().orElse(null);
      boolean gone =
          binding == null && InstanceBindingMerger.fields(step.change().headers()).isPresent();
      // A change of single fields does not restore a removed binding. A tombstone with the header
      // of changed fields only repeats the merged result: it does not remove a binding.
      binding = gone ? null : applied(binding, step);
    }
    return new MergedBinding(binding, InstanceBindingMerger.same(binding, newest));
  }

  private static InstanceBinding applied(InstanceBinding binding, BindingChangeStep step) {
    boolean whole = InstanceBindingMerger.fields(step.change().headers()).isEmpty();
    return step.value().isEmpty() && !whole
        ? binding
        : InstanceBindingMerger.after(binding, step.value().orElse(null), step.change().headers());
  }
}
