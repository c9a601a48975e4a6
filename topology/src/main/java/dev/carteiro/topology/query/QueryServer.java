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

/** Assembles the query API of a topology process, and adds its routes to the HTTP server. */
public final class QueryServer implements AutoCloseable {
  /** Room for a page token, which may contain a key for each of several partitions. */
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
   * What the answers are read from.
   *
   * @param streams supplies null until the client exists
   * @param restoring number of state records that this process has still to restore
   * @param isTenant whether a tenant exists
   */
  public record Source(
      Supplier<KafkaStreams> streams, LongSupplier restoring, Predicate<String> isTenant) {}

  /** Creates a query API that reads the API keys from Kafka. */
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
    // Paths contain message ids and instance names, which may hold percent-encoded slashes.
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

  /** Adds the routes, over given partitions and peers. */
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
    // Without a secret only this machine can query, so the tokens need no secret either.
    return new PageTokens(settings.query().peerSecret().orElse(settings.applicationId()));
  }

  /**
   * Determines the address under which the other topology processes reach this one.
   *
   * @param boundPort port of the HTTP server
   * @return {@code host:port}, for {@code application.server}
   * @throws dev.carteiro.runtime.StartupException if it cannot be determined
   */
  public String advertise(int boundPort) {
    self = AdvertisedAddress.of(settings.http(), settings.query(), boundPort);
    return self.address();
  }

  /** Starts to read the API keys; their topic must exist. */
  public void start() {
    keys.start();
  }

  /** All routes and who may call them. */
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
