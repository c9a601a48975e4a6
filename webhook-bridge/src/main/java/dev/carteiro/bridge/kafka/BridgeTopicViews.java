// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.kafka.ObservableTopicView;
import dev.carteiro.runtime.kafka.RestartingTopicView;
import dev.carteiro.runtime.kafka.TopicView;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;

/** Views of the compacted topics: bindings, tenants, and API keys by fingerprint. */
public record BridgeTopicViews(
    ObservableTopicView<InstanceBinding> instances,
    TopicView<TenantRecord> tenants,
    TopicView<ApiKeyRecord> apiKeys) {

  static BridgeTopicViews of(KafkaSettings kafka) {
    return new BridgeTopicViews(
        new RestartingTopicView<>(
            kafka, Topic.INSTANCE, InstanceBinding.class, InstanceBindingMerger::after),
        new RestartingTopicView<>(kafka, Topic.TENANT, TenantRecord.class),
        new RestartingTopicView<>(kafka, Topic.API_KEY, ApiKeyRecord.class));
  }

  public void register(MeterRegistry registry) {
    TopicViewMetrics.register(registry, "bridge", Topic.INSTANCE, instances::unreadable);
    TopicViewMetrics.register(registry, "bridge", Topic.TENANT, tenants::unreadable);
    TopicViewMetrics.register(registry, "bridge", Topic.API_KEY, apiKeys::unreadable);
  }

  public boolean isCaughtUp() {
    return views().allMatch(TopicView::isCaughtUp);
  }

  public void start() {
    views().forEach(TopicView::start);
  }

  public void close() {
    views().forEach(TopicView::close);
  }

  private Stream<TopicView<?>> views() {
    return Stream.of(instances, tenants, apiKeys);
  }
}
