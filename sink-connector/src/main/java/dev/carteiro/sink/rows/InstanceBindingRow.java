// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import java.time.Instant;

/**
 * The binding of one instance, merged from its records in order; {@link InstanceBindingTable}
 * writes it.
 *
 * @param binding the newest binding; null when only a tombstone was seen
 * @param unboundAt null when the newest record is a binding
 * @param rebound whether the instance was unbound, or bound to another tenant, before the newest
 *     binding, so that {@code boundAt} starts again
 */
record InstanceBindingRow(
    InstanceKey instance,
    InstanceBinding binding,
    Instant boundAt,
    Instant unboundAt,
    boolean rebound) {

  static InstanceBindingRow bound(InstanceBinding binding, Instant recordTime) {
    Instant at = binding.updatedAt() == null ? recordTime : binding.updatedAt();
    return new InstanceBindingRow(binding.instance(), binding, at, null, false);
  }

  static InstanceBindingRow unbound(InstanceKey instance, Instant at) {
    return new InstanceBindingRow(instance, null, null, at, false);
  }

  InstanceBindingRow and(InstanceBindingRow later) {
    if (later.binding == null) {
      return new InstanceBindingRow(instance, binding, boundAt, later.unboundAt, rebound);
    }
    boolean moved = binding != null && !binding.tenantId().equals(later.binding.tenantId());
    // Nothing came between: the instance is bound since the earlier record.
    boolean same = binding != null && unboundAt == null && !moved;
    return new InstanceBindingRow(
        instance,
        later.binding,
        same ? boundAt : later.boundAt,
        null,
        rebound || unboundAt != null || moved);
  }

  Instant updatedAt() {
    return unboundAt != null
        ? unboundAt
        : binding.updatedAt() == null ? boundAt : binding.updatedAt();
  }
}
