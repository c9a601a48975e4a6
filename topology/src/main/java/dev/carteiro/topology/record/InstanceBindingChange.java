// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.registry.InstanceBinding;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An instance's binding was written or removed.
 *
 * @param instance the record's key, {@code gateway/name}
 * @param binding null when the instance was unbound
 * @param fields names of the fields that the record changes; empty when it replaces the whole
 *     binding
 */
public record InstanceBindingChange(
    String instance, InstanceBinding binding, Optional<Set<String>> fields)
    implements ResolveStageInput {
  @Override
  public void match(Consumer<ParsedWebhook> webhook, Consumer<InstanceBindingChange> change) {
    change.accept(this);
  }
}
