// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendDispatch;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** A topology with one job, whose message WhatsApp refused after Evolution had taken it. */
public final class RefusedJobFixture implements AutoCloseable {
  private final TopologyFixture topology;

  public RefusedJobFixture(Path state) {
    topology = new TopologyFixture(state, Map.of());
    topology.bind("loja", SendRecordSamples.TENANT);
    topology.write(
        Topic.SEND_MESSAGE,
        SendRecordSamples.LOJA,
        SendRecordSamples.text("one", "Olá!", topology.now()));
    SendDispatch dispatch = topology.read(Topic.SEND_DISPATCH, SendDispatch.class).get(0);
    topology.write(Topic.SEND_RESULT, SendRecordSamples.LOJA, SendRecordSamples.started(dispatch));
    topology.write(
        Topic.SEND_RESULT, SendRecordSamples.LOJA, SendRecordSamples.accepted(dispatch, "M1"));
    topology.post(
        "loja",
        """
        {"event":"messages.update","instance":"loja","data":{"keyId":"M1","remoteJid":"c","status":"FAILED",
         "errors":[{"code":131049,"title":"Not delivered"}]},"date_time":"2026-03-01T09:00:01.000Z"}""");
  }

  public String jobId() {
    return SendRecordSamples.id("one");
  }

  /** A store of the one partition. */
  public KeyValueStore<Bytes, byte[]> store(String name) {
    return topology.driver.getKeyValueStore(name);
  }

  @Override
  public void close() {
    topology.close();
  }
}
