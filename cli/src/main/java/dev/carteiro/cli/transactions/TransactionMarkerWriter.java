// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.transaction.HangingTransaction;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest;
import org.apache.kafka.common.requests.WriteTxnMarkersRequest.TxnMarkerEntry;
import org.apache.kafka.common.requests.WriteTxnMarkersResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Writes the marker that ends a transaction in one partition, as its coordinator would. Kafka's
 * admin client can only write aborts. Needs {@code Alter} or {@code ClusterAction} on the cluster
 * where permissions are checked.
 */
final class TransactionMarkerWriter implements AutoCloseable {
  private static final int TIMEOUT_MS = 15_000;
  private static final String CLIENT = "carteiro-transactions";

  private final Metrics metrics = new Metrics();
  private final NetworkClient client;

  TransactionMarkerWriter(KafkaSettings kafka) {
    Map<String, Object> properties = new HashMap<>(KafkaClientProperties.common(kafka, CLIENT));
    AdminClientConfig config = new AdminClientConfig(properties);
    LogContext log = new LogContext();
    ChannelBuilder channels = ClientUtils.createChannelBuilder(config, Time.SYSTEM, log);
    this.client =
        new NetworkClient(
            new Selector(TIMEOUT_MS * 4L, metrics, Time.SYSTEM, CLIENT, channels, log),
            new ManualMetadataUpdater(),
            CLIENT,
            1,
            100,
            1_000,
            -1,
            -1,
            TIMEOUT_MS,
            TIMEOUT_MS,
            TIMEOUT_MS,
            Time.SYSTEM,
            true,
            new ApiVersions(),
            log,
            MetadataRecoveryStrategy.NONE);
  }

  /**
   * Writes a marker through the partition's leader; it is in the log when this returns.
   *
   * @throws IOException when the broker did not answer; whether it wrote the marker is unknown
   * @throws org.apache.kafka.common.KafkaException when the broker refused, as it does when the
   *     transaction has ended meanwhile
   */
  void write(Node leader, TransactionMarkerDecision decision) throws IOException {
    HangingTransaction transaction = decision.transaction();
    TransactionResult result =
        switch (decision.outcome()) {
          case COMMIT -> TransactionResult.COMMIT;
          case ABORT -> TransactionResult.ABORT;
          case UNDECIDED -> throw new IllegalArgumentException("undecided: " + decision.reason());
        };
    TxnMarkerEntry marker =
        new TxnMarkerEntry(
            transaction.producerId(),
            decision.markerEpoch(),
            transaction.coordinatorEpoch(),
            result,
            List.of(transaction.partition()),
            decision.transactionVersion());
    if (!NetworkClientUtils.awaitReady(client, leader, Time.SYSTEM, TIMEOUT_MS)) {
      throw new IOException("no connection to " + leader);
    }
    ClientResponse response =
        NetworkClientUtils.sendAndReceive(
            client,
            client.newClientRequest(
                leader.idString(),
                new WriteTxnMarkersRequest.Builder(List.of(marker)),
                Time.SYSTEM.milliseconds(),
                true),
            Time.SYSTEM);
    Errors error =
        ((WriteTxnMarkersResponse) response.responseBody())
            .errorsByProducerId()
            .get(transaction.producerId())
            .get(transaction.partition());
    error.maybeThrow();
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
  }
}
