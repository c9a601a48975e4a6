// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.http.RoleHttpServer;
import dev.carteiro.runtime.kafka.TopicView;
import dev.carteiro.runtime.testing.StubRole;
import dev.carteiro.topology.QueryStoreFixture;
import dev.carteiro.topology.TopologySettings;
import dev.carteiro.topology.query.QueryServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The query API over HTTP, on the stores of a topology in memory: one partition, one process. */
public final class QueryHarness implements AutoCloseable {
  public static final String ADMIN = "ck_admin-key-of-the-tests-0123456789";
  public static final String ACME = "ck_key-of-tenant-a";
  public static final String OTHER = "ck_key-of-tenant-b";
  public static final String PEER_SECRET = "what-peers-show-each-other";
  private static final PeerAddress SELF = new PeerAddress("self", 1);

  public final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  public final QueryServer queries;
  final RoleHttpServer server;
  private final QueryStoreFixture data;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  public volatile MissingPartitionReason missing;
  public volatile boolean ready = true;

  public QueryHarness(QueryStoreFixture data, Map<String, String> settings) {
    this.data = data;
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "TOPOLOGY_PORT",
                "0",
                "TOPIC_PARTITIONS",
                "1",
                "QUERY_PEER_SECRET",
                PEER_SECRET,
                "BOOTSTRAP_ADMIN_KEY",
                ADMIN));
    environment.putAll(settings);
    TopologySettings topology = new Environment(environment).bind(TopologySettings.class);
    this.queries =
        new QueryServer(
            topology,
            metrics,
            new QueryServer.QueryStateSource(
                () -> null, () -> 0, Set.of("tenant-a", "tenant-b")::contains),
            Clock.fixed(data.now(), ZoneOffset.UTC),
            new FixedApiKeyView());
    this.server =
        new RoleHttpServer(
            topology.http(),
            new StubRole("topology"),
            metrics,
            8,
            config ->
                queries.addTo(
                    config,
                    new SinglePartitionDirectory(),
                    (peer, request, queries, deadline) -> {
                      throw new AssertionError("there is one process");
                    },
                    () -> ready));
    server.start();
  }

  public HttpResponse<String> get(String path, String key, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public JsonNode json(String path, String key) {
    return json(get(path, key));
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  public static String code(HttpResponse<String> answer) {
    return json(answer).path("code").asText();
  }

  @Override
  public void close() {
    server.close();
    queries.close();
  }

  private final class SinglePartitionDirectory implements PartitionDirectory {
    @Override
    public int count(StoreSubtopology group) {
      return 1;
    }

    @Override
    public PeerAddress self() {
      return SELF;
    }

    @Override
    public ProcessPartitionAssignment placement(StoreSubtopology group) {
      return new ProcessPartitionAssignment() {
        @Override
        public Optional<PeerAddress> owner(int partition) {
          return Optional.of(SELF);
        }

        @Override
        public List<PeerAddress> standbys(int partition) {
          return List.of();
        }
      };
    }

    @Override
    public LocalPartitionStores open(StoreSubtopology group, int partition, boolean standby) {
      if (missing != null) {
        throw new PartitionUnavailableException(missing, "as the test wants it");
      }
      return new HarnessPartitionStores();
    }
  }

  private final class HarnessPartitionStores implements LocalPartitionStores {
    @Override
    public byte[] get(String store, byte[] key) {
      return data.store(store).get(Bytes.wrap(key));
    }

    @Override
    public boolean scan(String store, byte[] from, BiPredicate<byte[], byte[]> visitor) {
      KeyValueStore<Bytes, byte[]> entries = data.store(store);
      try (KeyValueIterator<Bytes, byte[]> range =
          from.length == 0 ? entries.all() : entries.range(Bytes.wrap(from), null)) {
        while (range.hasNext()) {
          KeyValue<Bytes, byte[]> entry = range.next();
          if (!visitor.test(entry.key.get(), entry.value)) {
            return false;
          }
        }
        return true;
      }
    }

    @Override
    public long lag(String store) {
      return 0;
    }
  }

  private static final class FixedApiKeyView implements TopicView<ApiKeyRecord> {
    private final Map<String, ApiKeyRecord> keys =
        Map.of(
            Sha256Fingerprint.of(ACME), key("tenant-a"),
            Sha256Fingerprint.of(OTHER), key("tenant-b"));

    private static ApiKeyRecord key(String tenant) {
      return new ApiKeyRecord(
          1, "key-" + tenant, ApiKeyRecord.ApiKeyRole.ANALYST, tenant, "test", Instant.EPOCH);
    }

    @Override
    public Optional<ApiKeyRecord> get(String key) {
      return Optional.ofNullable(keys.get(key));
    }

    @Override
    public Map<String, ApiKeyRecord> entries() {
      return keys;
    }

    @Override
    public boolean isCaughtUp() {
      return true;
    }

    @Override
    public CompletableFuture<Void> seen(RecordMetadata written) {
      return new CompletableFuture<>();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
