// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.BindingMerge;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.runtime.FollowedView;
import dev.carteiro.runtime.KafkaView;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.ViewMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;

/**
 * The bridge's views of the compacted topics: bindings, tenants and API keys.
 *
 * @param instances by {@link dev.carteiro.contract.InstanceKey#text()}
 * @param tenants by tenant id
 * @param apiKeys by fingerprint of the key
 */
record Directory(
    FollowedView<InstanceBinding> instances,
    View<TenantRecord> tenants,
    View<ApiKeyRecord> apiKeys) {

  static Directory of(KafkaSettings kafka) {
    return new Directory(
        new KafkaView<>(kafka, Topic.INSTANCE, InstanceBinding.class, BindingMerge::after),
        new KafkaView<>(kafka, Topic.TENANT, TenantRecord.class),
        new KafkaView<>(kafka, Topic.API_KEY, ApiKeyRecord.class));
  }

  /** Registers metrics of unreadable records. */
  void register(MeterRegistry registry) {
    ViewMetrics.register(registry, "bridge", Topic.INSTANCE, instances::unreadable);
    ViewMetrics.register(registry, "bridge", Topic.TENANT, tenants::unreadable);
    ViewMetrics.register(registry, "bridge", Topic.API_KEY, apiKeys::unreadable);
  }

  boolean isCaughtUp() {
    return views().allMatch(View::isCaughtUp);
  }

  void start() {
    views().forEach(View::start);
  }

  void close() {
    views().forEach(View::close);
  }

  private Stream<View<?>> views() {
    return Stream.of(instances, tenants, apiKeys);
  }
}
