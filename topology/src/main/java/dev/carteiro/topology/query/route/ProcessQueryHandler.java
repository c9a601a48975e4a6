// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.query.answer.ClientQueryExecutor;
import dev.carteiro.topology.query.http.QueryDefinition;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import dev.carteiro.topology.query.partition.StreamsPartitionDirectory;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsMetadata;

/**
 * The route {@code /api/query/processes}: the state, partitions, restoration and lag of each
 * topology process. Each process reports on itself.
 *
 * @param restoring number of state records that this process has still to restore
 */
public record ProcessQueryHandler(
    StreamsPartitionDirectory partitions,
    PeerQueryClient peers,
    Supplier<KafkaStreams> streams,
    LongSupplier restoring) {
  private static final List<String> COLUMNS =
      List.of("address", "state", "partitions", "standbys", "restoring", "lag", "threads");

  public void addTo(QueryRouteRegistry routes) {
    routes.add(
        "/api/query/processes",
        RouteAccessRule.ADMIN,
        new QueryDefinition("processes", Set.of(), COLUMNS, null),
        query -> () -> answer(query));
  }

  private CompletableFuture<Void> answer(QueryRouteRegistry.RoutedQuery query) {
    Collection<StreamsMetadata> clients = partitions.clients();
    EncodedDocument here = EncodedDocument.of(here(clients));
    if (query.fromPeer()) {
      PartitionAnswer.PartitionAnswerItem self =
          new PartitionAnswer.PartitionAnswerItem(new byte[0], here);
      query.answerPeer(List.of(new PartitionAnswer(0, List.of(self), true, null, 0, null, null)));
      return CompletableFuture.completedFuture(null);
    }
    PeerQueryClient.ForwardedQuery forward = ClientQueryExecutor.forward(query.context());
    List<CompletableFuture<EncodedDocument>> all = new ArrayList<>();
    all.add(CompletableFuture.completedFuture(here));
    for (StreamsMetadata client : clients) {
      PeerAddress peer = StreamsPartitionDirectory.peer(client.hostInfo());
      if (!peer.equals(partitions.self())) {
        all.add(
            peers
                .query(peer, forward, List.of(new PartitionQuery(0, 1, false)), query.deadline())
                .thenApply(answers -> of(peer, client, answers.get(0))));
      }
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenAccept(done -> query.answer(all.stream().map(CompletableFuture::join).toList()));
  }

  /**
   * The report of a process; if it does not answer, what the metadata of the application tells
   * about it.
   */
  private static EncodedDocument of(
      PeerAddress peer, StreamsMetadata client, PartitionAnswer answer) {
    return answer.isMissing()
        ? EncodedDocument.of(known(peer, client).put("state", "unreachable"))
        : answer.items().get(0).document();
  }

  private ObjectNode here(Collection<StreamsMetadata> clients) {
    ObjectNode document =
        clients.stream()
            .filter(
                client ->
                    StreamsPartitionDirectory.peer(client.hostInfo()).equals(partitions.self()))
            .findFirst()
            .map(client -> known(partitions.self(), client))
            .orElseGet(
                () -> Json.mapper().createObjectNode().put("address", partitions.self().address()));
    KafkaStreams client = streams.get();
    document.put(
        "state", client == null ? "starting" : client.state().name().toLowerCase(Locale.ROOT));
    document.put("restoring", restoring.getAsLong());
    if (client != null) {
      document.put("lag", lag(client));
      Map<String, Long> threads =
          client.metadataForLocalThreads().stream()
              .collect(
                  Collectors.groupingBy(
                      thread -> thread.threadState().toLowerCase(Locale.ROOT),
                      Collectors.counting()));
      document.set("threads", Json.mapper().valueToTree(threads));
    }
    return document;
  }

  private static ObjectNode known(PeerAddress peer, StreamsMetadata client) {
    ObjectNode document = Json.mapper().createObjectNode().put("address", peer.address());
    document.set("partitions", numbers(client.topicPartitions()));
    document.set("standbys", numbers(client.standbyTopicPartitions()));
    return document;
  }

  private static JsonNode numbers(Set<TopicPartition> assigned) {
    String topic = StoreSubtopology.INSTANCES.source().topicName();
    return Json.mapper()
        .valueToTree(
            assigned.stream()
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .sorted()
                .toList());
  }

  /** The number of input records that this process has not read yet. */
  private static long lag(KafkaStreams client) {
    return Math.round(
        client.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals("records-lag"))
            .filter(metric -> metric.metricName().tags().containsKey("partition"))
            .map(Metric::metricValue)
            .filter(Double.class::isInstance)
            .mapToDouble(Double.class::cast)
            .filter(lag -> !Double.isNaN(lag))
            .sum());
  }
}
