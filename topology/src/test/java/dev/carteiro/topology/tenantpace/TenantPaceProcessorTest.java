// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.TenantPermitRequest.PermitAction;
import dev.carteiro.topology.stage.CommitPacer;
import dev.carteiro.topology.stage.StageGraph;
import dev.carteiro.topology.stage.StageProcessor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class TenantPaceProcessorTest {
  @Test
  void aRevivedTaskFindsWhoWaitsInItsStore() {
    // Given
    TenantPaceStage stage =
        new TenantPaceStage(tenant -> Optional.empty(), new SimpleMeterRegistry());
    StageGraph graph = new StageGraph(new Topology(), new CommitPacer(Duration.ZERO));
    graph.from("permit-requests", Topic.PERMIT_REQUEST).to(stage);
    graph.from(stage).to(Topic.PERMIT);
    MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    KeyValueStore<Bytes, byte[]> paces =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(TenantPaceStage.TENANT_PACE_STORE),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    paces.init(context.getStateStoreContext(), paces);
    StageProcessor<byte[]> processor = stage.processor();
    processor.init(context);
    tick(context);
    TenantPaceState restored = new TenantPaceState();
    restored.take(PermitAction.ASK, "default/a", 0, 10);
    paces.put(Bytes.wrap("t1".getBytes(StandardCharsets.UTF_8)), restored.encode());

    // When
    processor.init(context);
    tick(context);

    // Then
    assertThat(context.forwarded()).hasSize(1);
    assertThat(context.scheduledPunctuators())
        .filteredOn(scheduled -> !scheduled.cancelled())
        .hasSize(1);
  }

  private static void tick(MockProcessorContext<String, Object> context) {
    List<MockProcessorContext.CapturedPunctuator> all = context.scheduledPunctuators();
    all.get(all.size() - 1).getPunctuator().punctuate(1_000);
  }
}
