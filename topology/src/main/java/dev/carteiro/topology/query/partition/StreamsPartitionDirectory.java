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
import java.util.function.Supplier;
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
  private final Map<StoreSubtopology, Integer> counts;
  private final AtomicInteger openCursors = new AtomicInteger();

  /**
   * @param streams supplies null until the client exists
   * @param self known when {@code streams} is
   */
  public StreamsPartitionDirectory(
      Supplier<KafkaStreams> streams,
      Supplier<PeerAddress> self,
      Map<StoreSubtopology, Integer> counts,
      MeterRegistry registry) {
    this.streams = streams;
    this.self = self;
    this.counts = Map.copyOf(counts);
    Gauge.builder("query.cursors.open", openCursors, AtomicInteger::get)
        .description("Scans of stores that are open; 0 when nobody asks")
        .register(registry);
  }

  @Override
  public int count(StoreSubtopology group) {
    return counts.get(group);
  }

  @Override
  public PeerAddress self() {
    return self.get();
  }

  @Override
  public ProcessPartitionAssignment placement(StoreSubtopology group) {
    return new StreamsPartitionAssignment(group.sourceTopic(), clients());
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
      TopicPartition wanted = new TopicPartition(topic, partition);
      return clients.stream()
          .filter(client -> client.topicPartitions().contains(wanted))
          .map(client -> peer(client.hostInfo()))
          .findFirst();
    }

    @Override
    public List<PeerAddress> standbys(int partition) {
      TopicPartition wanted = new TopicPartition(topic, partition);
      return clients.stream()
          .filter(client -> client.standbyTopicPartitions().contains(wanted))
          .map(client -> peer(client.hostInfo()))
          .toList();
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
    public PartitionStoreCursor range(String store, byte[] from) {
      RangeQuery<Bytes, byte[]> range =
          from.length == 0
              ? RangeQuery.withNoBounds()
              : RangeQuery.withLowerBound(Bytes.wrap(from));
      return new StreamsStoreCursor(query(store, range.withAscendingKeys()), this);
    }

    @Override
    public long lag(String store) {
      try {
        LagInfo lag =
            client.allLocalStorePartitionLags().getOrDefault(store, Map.of()).get(partition);
        return lag == null ? 0 : lag.offsetLag();
      } catch (IllegalStateException | StreamsException e) {
        throw unavailable(e);
      }
    }

    private <R> R query(String store, Query<R> query) {
      StateQueryRequest<R> request =
          StateQueryRequest.inStore(store).withQuery(query).withPartitions(Set.of(partition));
      QueryResult<R> result;
      try {
        result =
            client
                .query(standby ? request : request.requireActive())
                .getPartitionResults()
                .get(partition);
      } catch (IllegalStateException | StreamsException e) {
        throw unavailable(e);
      }
      if (result == null || result.isFailure()) {
        throw unavailable(
            new IllegalStateException(result == null ? "not here" : result.getFailureMessage()));
      }
      return result.getResult();
    }

    PartitionUnavailableException unavailable(RuntimeException cause) {
      // The process that is assigned the partition, and does not have it, is still restoring it.
      boolean ours = placement(group).owner(partition).filter(self()::equals).isPresent();
      return new PartitionUnavailableException(
          ours || standby ? MissingPartitionReason.RESTORING : MissingPartitionReason.NOT_OWNER,
          cause);
    }
  }

  private final class StreamsStoreCursor implements LocalPartitionStores.PartitionStoreCursor {
    private final KeyValueIterator<Bytes, byte[]> entries;
    private final StreamsPartitionStores stores;
    private boolean closed;

    StreamsStoreCursor(KeyValueIterator<Bytes, byte[]> entries, StreamsPartitionStores stores) {
      this.entries = entries;
      this.stores = stores;
      openCursors.incrementAndGet();
    }

    @Override
    public boolean hasNext() {
      try {
        return entries.hasNext();
      } catch (IllegalStateException | StreamsException e) {
        // The partition moved away during the scan, and its store was closed.
        throw stores.unavailable(e);
      }
    }

    @Override
    public LocalPartitionStores.PartitionStoreEntry next() {
      try {
        KeyValue<Bytes, byte[]> entry = entries.next();
        return new LocalPartitionStores.PartitionStoreEntry(entry.key.get(), entry.value);
      } catch (IllegalStateException | StreamsException e) {
        throw stores.unavailable(e);
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openCursors.decrementAndGet();
        entries.close();
      }
    }
  }
}
