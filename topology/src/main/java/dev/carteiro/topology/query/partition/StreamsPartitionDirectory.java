// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Partitions of a Kafka Streams application: owners from its metadata, stores by interactive
 * queries. A query may see writes of a transaction that is not committed yet.
 */
public final class StreamsPartitionDirectory implements PartitionDirectory {
  private final Supplier<KafkaStreams> streams;
  private final Supplier<PeerAddress> self;
  private final int instancePartitions;
  private final AtomicInteger openCursors = new AtomicInteger();

  /**
   * @param streams supplies null until the client exists
   * @param self known when {@code streams} is
   * @param instancePartitions number of partitions of the topics keyed by instance
   */
  public StreamsPartitionDirectory(
      Supplier<KafkaStreams> streams,
      Supplier<PeerAddress> self,
      int instancePartitions,
      MeterRegistry registry) {
    this.streams = streams;
    this.self = self;
    this.instancePartitions = instancePartitions;
    Gauge.builder("query.cursors.open", openCursors, AtomicInteger::get)
        .description("Scans of stores that are open; 0 when nobody asks")
        .register(registry);
  }

  @Override
  public int count(StoreSubtopology group) {
    return group.source().partitions(instancePartitions);
  }

  @Override
  public PeerAddress self() {
    return self.get();
  }

  @Override
  public ProcessPartitionAssignment placement(StoreSubtopology group) {
    return new StreamsPartitionAssignment(group.source().topicName(), clients());
  }

  /** All known processes, as of the last rebalance. */
  public Collection<StreamsMetadata> clients() {
    KafkaStreams client = streams.get();
    if (client == null) {
      return List.of();
    }
    try {
      return client.metadataForAllStreamsClients();
    } catch (IllegalStateException | StreamsException notRunning) {
      return List.of();
    }
  }

  public static PeerAddress peer(HostInfo host) {
    return new PeerAddress(host.host(), host.port());
  }

  @Override
  public LocalPartitionStores open(StoreSubtopology group, int partition, boolean standby) {
    KafkaStreams client = streams.get();
    if (client == null) {
      throw new PartitionUnavailableException(
          MissingPartitionReason.RESTORING, "the topology has not started");
    }
    return new StreamsPartitionStores(client, group, partition, standby);
  }

  private record StreamsPartitionAssignment(String topic, Collection<StreamsMetadata> clients)
      implements ProcessPartitionAssignment {

    @Override
    public Optional<PeerAddress> owner(int partition) {
      return holders(partition, StreamsMetadata::topicPartitions).findFirst();
    }

    @Override
    public List<PeerAddress> standbys(int partition) {
      return holders(partition, StreamsMetadata::standbyTopicPartitions).toList();
    }

    private Stream<PeerAddress> holders(
        int partition, Function<StreamsMetadata, Set<TopicPartition>> assigned) {
      TopicPartition wanted = new TopicPartition(topic, partition);
      return clients.stream()
          .filter(client -> assigned.apply(client).contains(wanted))
          .map(client -> peer(client.hostInfo()));
    }
  }

  private final class StreamsPartitionStores implements LocalPartitionStores {
    private final KafkaStreams client;
    private final StoreSubtopology group;
    private final int partition;
    private final boolean standby;

    StreamsPartitionStores(
        KafkaStreams client, StoreSubtopology group, int partition, boolean standby) {
      this.client = client;
      this.group = group;
      this.partition = partition;
      this.standby = standby;
    }

    @Override
    public byte[] get(String store, byte[] key) {
      return query(store, KeyQuery.<Bytes, byte[]>withKey(Bytes.wrap(key)));
    }

    @Override
    public boolean scan(String store, byte[] from, BiPredicate<byte[], byte[]> visitor) {
      RangeQuery<Bytes, byte[]> range =
          from.length == 0
              ? RangeQuery.withNoBounds()
              : RangeQuery.withLowerBound(Bytes.wrap(from));
      KeyValueIterator<Bytes, byte[]> entries = query(store, range.withAscendingKeys());
      openCursors.incrementAndGet();
      try {
        // The partition may move away during the scan, which closes its store.
        while (available(entries::hasNext)) {
          KeyValue<Bytes, byte[]> entry = available(entries::next);
          if (!visitor.test(entry.key.get(), entry.value)) {
            return false;
          }
        }
        return true;
      } finally {
        openCursors.decrementAndGet();
        entries.close();
      }
    }

    @Override
    public long lag(String store) {
      LagInfo lag =
          available(client::allLocalStorePartitionLags)
              .getOrDefault(store, Map.of())
              .get(partition);
      return lag == null ? 0 : lag.offsetLag();
    }

    private <R> R query(String store, Query<R> query) {
      StateQueryRequest<R> request =
          StateQueryRequest.inStore(store).withQuery(query).withPartitions(Set.of(partition));
      QueryResult<R> result =
          available(() -> client.query(standby ? request : request.requireActive()))
              .getPartitionResults()
              .get(partition);
      if (result == null || result.isFailure()) {
        throw unavailable(
            new IllegalStateException(result == null ? "not here" : result.getFailureMessage()));
      }
      return result.getResult();
    }

    private <T> T available(Supplier<T> read) {
      try {
        return read.get();
      } catch (IllegalStateException | StreamsException e) {
        throw unavailable(e);
      }
    }

    private PartitionUnavailableException unavailable(RuntimeException cause) {
      // The process that is assigned the partition, and does not have it, is still restoring it.
      boolean ours = placement(group).owner(partition).filter(self()::equals).isPresent();
      return new PartitionUnavailableException(
          ours || standby ? MissingPartitionReason.RESTORING : MissingPartitionReason.NOT_OWNER,
          cause);
    }
  }
}
