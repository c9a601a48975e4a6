// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceBinding;
import java.time.Instant;

/**
 * What the binding records of one instance say, one after the other; {@link BindingsTable} writes
 * it.
 *
 * @param binding the newest; null when only an unbinding was seen
 * @param unboundAt null when the newest record binds
 * @param rebound whether the instance was unbound, or another tenant's, before the newest binding:
 *     it is bound since then
 */
record BindingRow(
    InstanceKey instance,
    InstanceBinding binding,
    Instant boundAt,
    Instant unboundAt,
    boolean rebound) {

  static BindingRow bound(InstanceBinding binding, Instant recordTime) {
    Instant at = binding.updatedAt() == null ? recordTime : binding.updatedAt();
    return new BindingRow(binding.instance(), binding, at, null, false);
  }

  static BindingRow unbound(InstanceKey instance, Instant at) {
    return new BindingRow(instance, null, null, at, false);
  }

  BindingRow and(BindingRow later) {
    if (later.binding == null) {
      return new BindingRow(instance, binding, boundAt, later.unboundAt, rebound);
    }
    boolean moved = binding != null && !binding.tenantId().equals(later.binding.tenantId());
    // As long as nothing came between, it is bound since the earlier record.
    boolean same = binding != null && unboundAt == null && !moved;
    return new BindingRow(
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
