// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.config.TopologySettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.KafkaView;
import dev.carteiro.runtime.OpenApiDocument;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.ViewMetrics;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.jetty.http.UriCompliance;

/** The query API of a topology process, put together. */
public final class QueryServer implements AutoCloseable {
  /** A page token may hold a key for each of several partitions. */
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  private final TopologySettings settings;
  private final MeterRegistry registry;
  private final Source source;
  private final Clock clock;
  private final View<ApiKeyRecord> keys;
  private final HttpPeers peers;
  private volatile Peer self;
  private LocalReads local;
  private QueryRoutes routes;

  /**
   * Where answers come from.
   *
   * @param streams null while it is not there
   * @param restoring records of state that this process has still to read
   * @param isTenant whether there is a tenant
   */
  public record Source(
      Supplier<KafkaStreams> streams, LongSupplier restoring, Predicate<String> isTenant) {}

  /** A server that reads the API keys from Kafka. */
  public QueryServer(
      TopologySettings settings, MeterRegistry registry, Source source, Clock clock) {
    this(
        settings,
        registry,
        source,
        clock,
        new KafkaView<>(settings.kafka(), Topic.API_KEY, ApiKeyRecord.class));
  }

  QueryServer(
      TopologySettings settings,
      MeterRegistry registry,
      Source source,
      Clock clock,
      View<ApiKeyRecord> keys) {
    this.settings = settings;
    this.registry = registry;
    this.source = source;
    this.clock = clock;
    this.keys = keys;
    ViewMetrics.register(registry, "topology", Topic.API_KEY, keys::unreadable);
    this.peers = new HttpPeers(new PeerCredential(settings.query().peerSecret()), clock);
  }

  /** Adds the routes; they answer 503 until {@link #start}. */
  public void addTo(JavalinConfig config) {
    // Message ids and instance names stand in paths, percent-encoded slashes included.
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setUriCompliance(UriCompliance.UNSAFE);
          http.setRequestHeaderSize(MAX_HEADER_BYTES);
          http.setResponseHeaderSize(MAX_HEADER_BYTES);
        });
    int count = settings.kafka().partitions();
    StreamsPartitions partitions =
        new StreamsPartitions(
            source.streams(),
            () -> self,
            Map.of(
                Group.INSTANCES, Topic.WEBHOOK.partitions(count),
                Group.TENANTS, Topic.PERMIT_REQUEST.partitions(count)),
            registry);
    addTo(config, partitions, peers, () -> self != null && source.streams().get() != null);
    new ProcessQuery(partitions, peers, source.streams(), source.restoring()).addTo(routes);
  }

  /** The routes over any partitions and peers. */
  void addTo(JavalinConfig config, Partitions partitions, Peers others, BooleanSupplier ready) {
    local =
        new LocalReads(
            partitions,
            settings.query().maxScan(),
            settings.query().maxConcurrent() * settings.kafka().partitions());
    QueryMetrics metrics = new QueryMetrics(registry);
    routes =
        new QueryRoutes(
            config,
            new QueryRoutes.Machine(
                new ApiAuthentication(
                    settings.query().access().bootstrapAdminKey(), keys, ready, registry, clock),
                source.isTenant(),
                new PeerCredential(settings.query().peerSecret()),
                local,
                new QueryAnswers(new Scatter(partitions, local, others), tokens(), metrics),
                metrics),
            settings.query().deadline(),
            settings.query().maxConcurrent());
    Views.addTo(routes, partitions, settings.outbox(), clock);
    new OpenApiDocument(QueryServer.class).addTo(config);
  }

  private PageTokens tokens() {
    // Without a secret only this machine can ask; the tokens are then no secret either.
    return new PageTokens(settings.query().peerSecret().orElse(settings.applicationId()));
  }

  /**
   * Finds out under which address the others reach this process.
   *
   * @param boundPort of the HTTP server
   * @return {@code host:port}, for {@code application.server}
   * @throws dev.carteiro.runtime.StartupException when that is not known
   */
  public String advertise(int boundPort) {
    self = AdvertisedAddress.of(settings.http(), settings.query(), boundPort);
    return self.address();
  }

  /** Starts to follow the API keys; their topic must exist. */
  public void start() {
    keys.start();
  }

  /** Every route and who may call it. */
  List<QueryRoutes.Declared> declared() {
    return routes.declared();
  }

  @Override
  public void close() {
    keys.close();
    peers.close();
    if (local != null) {
      local.close();
    }
  }
}
