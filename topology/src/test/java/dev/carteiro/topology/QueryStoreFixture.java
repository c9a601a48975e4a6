// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The stores of a topology through which something of everything went: two tenants, each with an
 * instance that received and sent, and an instance that nobody registered.
 */
public final class QueryStoreFixture implements AutoCloseable {
  /** Of {@code tenant-a}. */
  public static final String OURS = "loja";

  /** Of {@code tenant-b}. */
  public static final String THEIRS = "farmácia";

  private final TopologyFixture topology;

  public QueryStoreFixture(Path state) {
    topology = new TopologyFixture(state, Map.of());
    topology.bind(OURS, "tenant-a");
    topology.bind(THEIRS, "tenant-b");
    for (String instance : List.of(OURS, THEIRS)) {
      topology.post(instance, message(instance, "IN-" + instance));
      topology.post(instance, message(instance, "IN-" + instance));
      topology.post(instance, connection(instance));
    }
    topology.write(
        Topic.SEND_MESSAGE,
        SendRecordSamples.LOJA,
        SendRecordSamples.text("one", "=1+1", topology.now()));
    SendDispatch dispatch = topology.read(Topic.SEND_DISPATCH, SendDispatch.class).get(0);
    topology.write(Topic.SEND_RESULT, SendRecordSamples.LOJA, SendRecordSamples.started(dispatch));
    topology.write(
        Topic.SEND_RESULT,
        SendRecordSamples.LOJA,
        SendRecordSamples.accepted(dispatch, "OUT-loja"));
    topology.post(OURS, message(OURS, "OUT-loja"));
    for (int n = 0; n < 3; n++) {
      Instant at = topology.now().plus(Duration.ofHours(n + 1));
      topology.write(
          Topic.SCHEDULE_MESSAGE,
          SendRecordSamples.LOJA,
          SendRecordSamples.scheduled("schedule-" + n, "Olá!", at, topology.now()));
    }
    topology.write(
        Topic.SEND_MESSAGE,
        SendRecordSamples.LOJA,
        SendRecordSamples.ofBatch("batch_0_00000000000000000000000001", 0, 2, topology.now()));
    topology.write(
        Topic.SEND_MESSAGE,
        SendRecordSamples.LOJA,
        SendRecordSamples.text("two", SendRecordSamples.ANA, "Olá!", Lane.LOW, topology.now()));
    topology.post(THEIRS, toGroup("GROUP"));
    topology.post(THEIRS, receipt("GROUP"));
    topology.post("nobody", message("nobody", "PARKED"));
  }

  /** The id of the message that was sent. */
  public static String job() {
    return SendRecordSamples.id("one");
  }

  /** The instance of the key. */
  public static InstanceKey ours() {
    return InstanceKey.of(OURS);
  }

  /** When it is. */
  public Instant now() {
    return topology.now();
  }

  /** A store of the one partition. */
  public KeyValueStore<Bytes, byte[]> store(String name) {
    return topology.driver.getKeyValueStore(name);
  }

  private static String message(String instance, String id) {
    return """
        {"event":"messages.upsert","instance":"%s","date_time":"2026-03-01T09:00:00.000Z",
         "data":{"key":{"remoteJid":"5511999990001@s.whatsapp.net","fromMe":false,"id":"%s"},
         "pushName":"Ana","status":"DELIVERY_ACK","message":{"conversation":"=Olá, \\"mundo\\""},
         "messageType":"conversation","messageTimestamp":1772366400,"source":"android"}}"""
        .formatted(instance, id);
  }

  private static String toGroup(String id) {
    return """
        {"event":"messages.upsert","instance":"%s","date_time":"2026-03-01T09:00:00.000Z",
         "data":{"key":{"remoteJid":"120363000000000001@g.us","fromMe":true,"id":"%s"},
         "status":"SERVER_ACK","message":{"conversation":"Olá, grupo"},
         "messageType":"conversation","messageTimestamp":1772366400,"source":"android"}}"""
        .formatted(THEIRS, id);
  }

  private static String receipt(String id) {
    return """
        {"event":"message-receipt.update","instance":"%s","date_time":"2026-03-01T09:00:00.000Z",
         "data":[{"key":{"remoteJid":"120363000000000001@g.us","fromMe":true,"id":"%s"},
         "receipt":{"userJid":"5511999990001@s.whatsapp.net","receiptTimestamp":1772366400}}]}"""
        .formatted(THEIRS, id);
  }

  private static String connection(String instance) {
    return """
        {"event":"connection.update","instance":"%s","date_time":"2026-03-01T09:00:00.000Z",
         "data":{"instance":"%s","state":"open","statusReason":200}}"""
        .formatted(instance, instance);
  }

  @Override
  public void close() {
    topology.close();
  }
}
