// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.registry.InstanceBinding;
import java.util.Optional;
import java.util.Set;

/** Input of the resolve stage: a call of one method of its visitor. */
@FunctionalInterface
public interface ResolveStageInput {
  void accept(ResolveInputVisitor visitor);

  interface ResolveInputVisitor {
    void webhook(ParsedWebhook webhook);

    /**
     * An instance's binding was written or removed.
     *
     * @param instance the record's key, {@code gateway/name}
     * @param binding null when the instance was unbound
     * @param fields names of the fields that the record changes; empty when it replaces the whole
     *     binding
     */
    void binding(String instance, InstanceBinding binding, Optional<Set<String>> fields);
  }
}
