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
 * What several bridges wrote of one instance while a change of it was under way, and what it comes
 * to. Safe for several threads.
 */
final class BindingHistory {
  private static final Logger LOG = LoggerFactory.getLogger(BindingHistory.class);

  /** Without a value where a record takes the binding away. */
  private record Step(ConsumerRecord<String, byte[]> change, Optional<InstanceBinding> value) {}

  private final List<Step> steps = new ArrayList<>();

  /**
   * What the records come to.
   *
   * @param binding null when the instance is unbound
   * @param stands whether the newest record says so by itself, which is all that compaction keeps
   */
  record Outcome(InstanceBinding binding, boolean stands) {}

  /** Takes a record of the instance, as it is read. One that is no binding changes nothing. */
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

  /** Whether the record at that place was read. */
  synchronized boolean has(long offset) {
    return steps.stream().anyMatch(step -> step.change().offset() == offset);
  }

  /**
   * What all records come to.
   *
   * @param base the binding before them
   */
  synchronized Outcome over(InstanceBinding base) {
    InstanceBinding binding = base;
    InstanceBinding newest = base;
    for (Step step : steps) {
      newest = step.value().orElse(null);
      boolean gone = binding == null && BindingMerge.fields(step.change().headers()).isPresent();
      // A change of what is gone brings nothing back, and a repair does not take it away again.
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
