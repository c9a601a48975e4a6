// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.runtime.kafka.ObservableTopicView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several bridges that change the same instance and read each other's records late. */
class BindingUpdaterTest {
  private static final InstanceKey KEY = InstanceKey.of("acme");

  /** The topic. */
  private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();

  /** What the changes come to, in the order in which their first records came into the topic. */
  private ObjectNode wanted;

  private final class SimulatedBridge implements ObservableTopicView<InstanceBinding> {
    private final Map<Long, CompletableFuture<Void>> waiting = new HashMap<>();
    private final List<RecordListener> listeners = new ArrayList<>();
    private final Deque<CompletableFuture<?>> changes = new ArrayDeque<>();
    private final BindingUpdater updates =
        new BindingUpdater(this, this::write, Runnable::run, Clock.systemUTC());
    private int read;
    private InstanceBinding known;

    boolean isBusy() {
      return changes.stream().anyMatch(change -> !change.isDone());
    }

    void patch(ObjectNode fields) {
      if (known == null) {
        return;
      }
      if (wanted != null) {
        wanted.setAll(fields);
      }
      changes.add(updates.update(KEY, new BindingPatchRequest(fields), "k"));
    }

    /** Reads the next record, if there is one. */
    boolean readNext() {
      if (read == log.size()) {
        return false;
      }
      ConsumerRecord<String, byte[]> next = log.get(read);
      read++;
      known =
          next.value() == null
              ? null
              : InstanceBindingMerger.after(known, binding(next.value()), next.headers());
      List.copyOf(listeners).forEach(listener -> listener.read(next));
      Optional.ofNullable(waiting.remove(next.offset())).ifPresent(seen -> seen.complete(null));
      return true;
    }

    private CompletableFuture<RecordMetadata> write(ProducerRecord<String, byte[]> change) {
      long offset = append(change);
      CompletableFuture<Void> seen = new CompletableFuture<>();
      waiting.put(offset, seen);
      return seen.thenApply(
          nothing ->
              new RecordMetadata(
                  new TopicPartition(Topic.INSTANCE.topicName(), 0), offset, 0, 0, 0, 0));
    }

    @Override
    public Optional<InstanceBinding> get(String key) {
      return Optional.ofNullable(known);
    }

    @Override
    public RecordSubscription follow(String key, RecordListener listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public Map<String, InstanceBinding> entries() {
      return known == null ? Map.of() : Map.of(KEY.text(), known);
    }

    @Override
    public boolean isCaughtUp() {
      return read == log.size();
    }

    @Override
    public CompletableFuture<Void> seen(RecordMetadata written) {
      throw new AssertionError("writing waits for it");
    }

    @Override
    public void start() {
      // It reads when the test says so.
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void noBridgesChangeIsLost(int count) {
    for (int seed = 0; seed < 400; seed++) {
      // Given
      Random random = new Random(seed);
      log.clear();
      replace("t1");
      List<SimulatedBridge> bridges = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        SimulatedBridge bridge = new SimulatedBridge();
        bridge.readNext();
        bridges.add(bridge);
      }
      // When
      for (int step = 0; step < 60; step++) {
        SimulatedBridge bridge = bridges.get(random.nextInt(count));
        int what = random.nextInt(10);
        if (what == 0 && !bridge.isBusy()) {
          replace("t" + random.nextInt(3));
        } else if (what <= 4 && !bridge.isBusy()) {
          bridge.patch(change(random));
        } else {
          bridge.readNext();
        }
      }
      boolean more = true;
      while (more) {
        more = false;
        for (SimulatedBridge bridge : bridges) {
          more |= bridge.readNext();
        }
      }
      // Then
      assertThat(bridges).as("seed " + seed).noneMatch(SimulatedBridge::isBusy);
      InstanceBinding last = binding(log.get(log.size() - 1).value());
      assertThat(wantedOf(last))
          .as("seed " + seed)
          .isEqualTo(wantedOf(Json.mapper().convertValue(wanted, InstanceBinding.class)));
    }
  }

  @Test
  void whatWasUnboundMeanwhileStaysUnbound() {
    // Given
    replace("t1");
    SimulatedBridge bridge = new SimulatedBridge();
    bridge.readNext();
    // When
    append(new ProducerRecord<>(Topic.INSTANCE.topicName(), KEY.text(), null));
    bridge.patch(JsonNodeFactory.instance.objectNode().put("paused", true));
    while (bridge.readNext()) {
      // All there is.
    }
    // Then
    assertThat(log.get(log.size() - 1).value()).isNull();
    assertThat(bridge.changes.getLast()).isCompletedExceptionally();
  }

  private ObjectNode change(Random random) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    switch (random.nextInt(5)) {
      case 4 -> fields.putNull("ratePerMinute").putNull("evolutionInstanceId");
      case 0 -> fields.put("paused", random.nextBoolean());
      case 1 -> fields.put("tenantId", "t" + random.nextInt(5));
      case 2 -> fields.put("ratePerMinute", 1 + random.nextInt(100));
      default ->
          fields
              .put("evolutionInstanceId", "i" + random.nextInt(9))
              .put("credential", "c" + random.nextInt(9));
    }
    return fields;
  }

  /** What a PUT writes. */
  private void replace(String tenant) {
    InstanceBinding binding =
        new InstanceBinding(
            1,
            KEY,
            tenant,
            null,
            null,
            List.of(),
            null,
            null,
            false,
            false,
            null,
            Instant.EPOCH,
            "put");
    append(new ProducerRecord<>(Topic.INSTANCE.topicName(), KEY.text(), Json.write(binding)));
    wanted = Json.mapper().valueToTree(binding);
  }

  private long append(ProducerRecord<String, byte[]> change) {
    long offset = log.size();
    log.add(
        new ConsumerRecord<>(
            change.topic(),
            0,
            offset,
            0,
            TimestampType.CREATE_TIME,
            0,
            0,
            change.key(),
            change.value(),
            change.headers(),
            Optional.empty()));
    return offset;
  }

  private static String wantedOf(InstanceBinding binding) {
    return String.join(
        " ",
        binding.tenantId(),
        "" + binding.evolutionInstanceId(),
        "" + binding.credential(),
        "" + binding.ratePerMinute(),
        "" + binding.paused());
  }

  private static InstanceBinding binding(byte[] value) {
    try {
      return Json.read(value, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
