// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.runtime.kafka.ObservableTopicView;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Changes single fields of a binding. Kafka has no compare-and-set, so a bridge writes the whole
 * binding as it knows it and names the changed fields in a header; readers merge ({@link
 * InstanceBindingMerger}). Then the bridge reads what other bridges wrote at the same time. If the
 * newest record alone does not hold the merged binding, the bridge writes the merged binding,
 * because compaction keeps only the newest record.
 *
 * @param writer completes when this bridge has read the record back, or stops waiting for it
 */
record BindingUpdater(
    ObservableTopicView<InstanceBinding> bindings,
    Function<ProducerRecord<String, byte[]>, CompletableFuture<RecordMetadata>> writer,
    Executor executor,
    Clock clock) {
  /** Most writes of one change; a second is needed if another bridge writes meanwhile. */
  private static final int MAX_WRITES = 10;

  private record BindingUpdateContext(
      InstanceKey key, InstanceBinding base, String updatedBy, BindingChangeHistory history) {}

  /**
   * Changes a binding, one change of an instance at a time. Fails with the problem to answer: 404
   * without a binding, 503 when the change may not be stored.
   */
  CompletableFuture<InstanceBinding> update(
      InstanceKey key, BindingPatchRequest patch, String updatedBy) {
    BindingChangeHistory history = new BindingChangeHistory();
    ObservableTopicView.RecordSubscription following = bindings.follow(key.text(), history::add);
    try {
      InstanceBinding base =
          bindings.get(key.text()).orElseThrow(ApiProblemFactory::unknownInstance);
      BindingUpdateContext update = new BindingUpdateContext(key, base, updatedBy, history);
      return write(update, patch.over(base), patch.names(), 1)
          .whenComplete((done, failure) -> following.close());
    } catch (RuntimeException e) {
      following.close();
      throw e;
    }
  }

  private CompletableFuture<InstanceBinding> write(
      BindingUpdateContext update, InstanceBinding binding, Set<String> fields, int round) {
    byte[] value =
        binding == null ? null : Json.write(binding.writtenBy(update.updatedBy(), clock.instant()));
    ProducerRecord<String, byte[]> change =
        new ProducerRecord<>(Topic.INSTANCE.topicName(), update.key().text(), value);
    InstanceBindingMerger.mark(change.headers(), fields);
    return writer
        .apply(change)
        .thenComposeAsync(stored -> judge(update, stored.offset(), round), executor);
  }

  private CompletableFuture<InstanceBinding> judge(
      BindingUpdateContext update, long offset, int round) {
    if (!update.history().has(offset)) {
      throw ApiProblemFactory.unavailable("it was stored, but could not be read back in time");
    }
    BindingChangeHistory.MergedBinding outcome = update.history().over(update.base());
    if (!outcome.stands()) {
      if (round == MAX_WRITES) {
        throw ApiProblemFactory.unavailable("others change the same instance without a pause");
      }
      // Changes nothing for readers of all records; compaction keeps only the newest.
      return write(update, outcome.binding(), Set.of(), round + 1);
    }
    if (outcome.binding() == null) {
      throw ApiProblemFactory.unknownInstance();
    }
    return CompletableFuture.completedFuture(outcome.binding());
  }
}
