// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's limit over all its instances, through both parts of the topology. */
class TenantLimitTest {
  private static final int LIMIT = 6;
  private static final List<String> INSTANCES = List.of("loja", "filial", "matriz");

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    limit(LIMIT);
    for (String instance : INSTANCES) {
      topology.bind(instance, SendRecordSamples.TENANT);
    }
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void allInstancesTogetherKeepTheLimitAndEachHasItsPart() {
    // Given
    for (int n = 0; n < 15; n++) {
      for (String instance : INSTANCES) {
        send(instance, n);
      }
    }

    // When
    List<SendDispatch> sent = answerFor(Duration.ofMinutes(5));

    // Then
    assertThat(sent.size()).isBetween(5 * LIMIT - 2, 5 * LIMIT + LIMIT);
    for (int n = LIMIT; n < sent.size(); n++) {
      Instant first = sent.get(n - LIMIT).dispatchedAt();
      assertThat(Duration.between(first, sent.get(n).dispatchedAt()))
          .isGreaterThan(Duration.ofSeconds(60));
    }
    for (String instance : INSTANCES) {
      assertThat(sent)
          .filteredOn(dispatch -> dispatch.instance().equals(InstanceKey.of(instance)))
          .hasSizeGreaterThan(LIMIT);
    }
  }

  @Test
  void whatWaitsForAPermitGoesOnWhenTheLimitIsRemoved() {
    // Given
    for (int n = 0; n < 3; n++) {
      for (String instance : INSTANCES) {
        send(instance, n);
      }
    }
    int limited = answerFor(Duration.ofSeconds(30)).size();

    // When
    limit(null);

    // Then
    assertThat(limited).isEqualTo(LIMIT);
    assertThat(answerFor(Duration.ofSeconds(5))).hasSize(3);
  }

  private void limit(Integer ratePerMinute) {
    topology.tenants.put(
        SendRecordSamples.TENANT,
        new TenantRecord(
            1, SendRecordSamples.TENANT, "A", ratePerMinute, null, TopologyFixture.START, "test"));
  }

  private void send(String instance, int n) {
    InstanceKey key = InstanceKey.of(instance);
    String id =
        JobIdFormat.derived(
            JobIdFormat.JobIdKind.MESSAGE, 0, SendRecordSamples.TENANT, key, "m" + n);
    topology.write(
        Topic.SEND_MESSAGE,
        key,
        new SendMessageCommand(
            1,
            id,
            null,
            SendRecordSamples.TENANT,
            "key-1",
            key,
            instance,
            SendRecordSamples.ANA,
            "text " + n,
            new OutboundMessageContent.TextContent(),
            topology.now(),
            null,
            Lane.NORMAL,
            0,
            null,
            null,
            null,
            null,
            null,
            "f",
            "t"));
  }

  /** Every dispatch is answered at once; what was dispatched. */
  private List<SendDispatch> answerFor(Duration duration) {
    List<SendDispatch> all = new ArrayList<>();
    Instant until = topology.now().plus(duration);
    while (topology.now().isBefore(until)) {
      for (SendDispatch dispatch : topology.read(Topic.SEND_DISPATCH, SendDispatch.class)) {
        topology.write(Topic.SEND_RESULT, dispatch.instance(), SendRecordSamples.started(dispatch));
        topology.write(
            Topic.SEND_RESULT,
            dispatch.instance(),
            SendRecordSamples.accepted(dispatch, "M" + dispatch.dispatchId()));
        all.add(dispatch);
      }
      topology.pass(Duration.ofMillis(100), Duration.ofMillis(100));
    }
    return all;
  }
}
