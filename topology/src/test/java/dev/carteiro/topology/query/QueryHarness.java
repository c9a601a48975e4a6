// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.config.TopologySettings;
import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.Health;
import dev.carteiro.runtime.Metrics;
import dev.carteiro.runtime.Role;
import dev.carteiro.runtime.RoleHttpServer;
import dev.carteiro.runtime.View;
import dev.carteiro.topology.QueryData;
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
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The query API over HTTP, on the stores of a topology in memory: one partition, one process. */
final class QueryHarness implements AutoCloseable {
  static final String ADMIN = "ck_admin-key-of-the-tests-0123456789";
  static final String ACME = "ck_key-of-tenant-a";
  static final String OTHER = "ck_key-of-tenant-b";
  static final String PEER_SECRET = "what-peers-show-each-other";
  private static final Peer SELF = new Peer("self", 1);

  final PrometheusMeterRegistry metrics = Metrics.registry();
  final QueryServer queries;
  final RoleHttpServer server;
  private final QueryData data;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  volatile Missing missing;
  volatile boolean ready = true;

  QueryHarness(QueryData data, Map<String, String> settings) {
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
    TopologySettings topology = TopologySettings.from(new Environment(environment));
    this.queries =
        new QueryServer(
            topology,
            metrics,
            new QueryServer.Source(() -> null, () -> 0, Set.of("tenant-a", "tenant-b")::contains),
            Clock.fixed(data.now(), ZoneOffset.UTC),
            new Keys());
    this.server =
        new RoleHttpServer(
            topology.http(),
            new Ready(),
            metrics,
            8,
            config ->
                queries.addTo(
                    config,
                    new One(),
                    (peer, request, asks, deadline) -> {
                      throw new AssertionError("there is one process");
                    },
                    () -> ready));
    server.start();
  }

  HttpResponse<String> get(String path, String key, String... headers) {
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

  JsonNode json(String path, String key) {
    return json(get(path, key));
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(answer.body(), e);
    }
  }

  static String code(HttpResponse<String> answer) {
    return json(answer).path("code").asText();
  }

  @Override
  public void close() {
    server.close();
    queries.close();
  }

  private final class One implements Partitions {
    @Override
    public int count(Group group) {
      return 1;
    }

    @Override
    public Peer self() {
      return SELF;
    }

    @Override
    public Placement placement(Group group) {
      return new Placement() {
        @Override
        public Optional<Peer> owner(int partition) {
          return Optional.of(SELF);
        }

        @Override
        public List<Peer> standbys(int partition) {
          return List.of();
        }
      };
    }

    @Override
    public PartitionStores open(Group group, int partition, boolean standby) {
      if (missing != null) {
        throw new Unavailable(missing, "as the test wants it");
      }
      return new Stores();
    }
  }

  private final class Stores implements PartitionStores {
    @Override
    public byte[] get(String store, byte[] key) {
      return data.store(store).get(Bytes.wrap(key));
    }

    @Override
    public Cursor range(String store, byte[] from) {
      KeyValueStore<Bytes, byte[]> entries = data.store(store);
      KeyValueIterator<Bytes, byte[]> range =
          from.length == 0 ? entries.all() : entries.range(Bytes.wrap(from), null);
      return new Cursor() {
        @Override
        public boolean hasNext() {
          return range.hasNext();
        }

        @Override
        public Entry next() {
          KeyValue<Bytes, byte[]> entry = range.next();
          return new Entry(entry.key.get(), entry.value);
        }

        @Override
        public void close() {
          range.close();
        }
      };
    }

    @Override
    public long lag(String store) {
      return 0;
    }
  }

  private static final class Ready implements Role {
    @Override
    public String name() {
      return "topology";
    }

    @Override
    public void start() {}

    @Override
    public Health health() {
      return Health.of(Health.Check.ready("topology"));
    }

    @Override
    public CompletableFuture<Void> failure() {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }

  private static final class Keys implements View<ApiKeyRecord> {
    private final Map<String, ApiKeyRecord> keys =
        Map.of(
            Fingerprint.of(ACME), key("tenant-a"),
            Fingerprint.of(OTHER), key("tenant-b"));

    private static ApiKeyRecord key(String tenant) {
      return new ApiKeyRecord(
          1, "key-" + tenant, ApiKeyRecord.Role.ANALYST, tenant, "test", Instant.EPOCH);
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
