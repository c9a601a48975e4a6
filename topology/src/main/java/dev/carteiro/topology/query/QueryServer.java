// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.http.OpenApiDocument;
import dev.carteiro.runtime.kafka.TopicView;
import dev.carteiro.runtime.kafka.TopicViewMetrics;
import dev.carteiro.topology.TopologySettings;
import dev.carteiro.topology.query.answer.ClientQueryExecutor;
import dev.carteiro.topology.query.answer.QueryPageTokenCipher;
import dev.carteiro.topology.query.answer.ScatterGatherClient;
import dev.carteiro.topology.query.http.QueryMetrics;
import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.StreamsPartitionDirectory;
import dev.carteiro.topology.query.peer.AdvertisedAddressResolver;
import dev.carteiro.topology.query.peer.HttpPeerQueryClient;
import dev.carteiro.topology.query.peer.PeerCredential;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import dev.carteiro.topology.query.route.ProcessQueryHandler;
import dev.carteiro.topology.query.route.QueryRouteRegistry;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Assembles the query API of a topology process, and adds its routes to the HTTP server. */
public final class QueryServer implements AutoCloseable {
  /** Room for a page token, which may contain a key for each of several partitions. */
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  private final TopologySettings settings;
  private final MeterRegistry registry;
  private final QueryStateSource source;
  private final Clock clock;
  private final TopicView<ApiKeyRecord> keys;
  private final HttpPeerQueryClient peers;
  private volatile PeerAddress self;
  private LocalQueryExecutor local;
  private QueryRouteRegistry routes;

  /**
   * What the answers are read from.
   *
   * @param streams supplies null until the client exists
   * @param restoring number of state records that this process has still to restore
   * @param isTenant whether a tenant exists
   */
  public record QueryStateSource(
      Supplier<KafkaStreams> streams, LongSupplier restoring, Predicate<String> isTenant) {}

  public QueryServer(
      TopologySettings settings,
      MeterRegistry registry,
      QueryStateSource source,
      Clock clock,
      TopicView<ApiKeyRecord> keys) {
    this.settings = settings;
    this.registry = registry;
    this.source = source;
    this.clock = clock;
    this.keys = keys;
    TopicViewMetrics.register(registry, "topology", Topic.API_KEY, keys::unreadable);
    this.peers = new HttpPeerQueryClient(new PeerCredential(settings.query().peerSecret()), clock);
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
    config.jetty.modifyServletContextHandler(
        context -> context.setSessionHandler(new NoSessionHandler()));
    StreamsPartitionDirectory partitions =
        new StreamsPartitionDirectory(
            source.streams(), () -> self, settings.kafka().partitions(), registry);
    addTo(config, partitions, peers, () -> self != null && source.streams().get() != null);
    new ProcessQueryHandler(partitions, peers, source.streams(), source.restoring()).addTo(routes);
  }

  /** Adds the routes, over given partitions and peers. */
  public void addTo(
      JavalinConfig config,
      PartitionDirectory partitions,
      PeerQueryClient others,
      BooleanSupplier ready) {
    local =
        new LocalQueryExecutor(
            partitions,
            settings.query().maxScan(),
            settings.query().maxConcurrent() * settings.kafka().partitions());
    QueryMetrics metrics = new QueryMetrics(registry);
    routes =
        new QueryRouteRegistry(
            config,
            new QueryRouteRegistry.QueryRouteDependencies(
                new ApiKeyAuthenticator(
                    settings.query().access().bootstrapAdminKey(), keys, ready, registry, clock),
                source.isTenant(),
                new PeerCredential(settings.query().peerSecret()),
                local,
                new ClientQueryExecutor(
                    new ScatterGatherClient(partitions, local, others), tokens(), metrics),
                metrics),
            settings.query().deadline(),
            settings.query().maxConcurrent());
    routes.addAll(partitions, settings.outbox(), clock);
    new OpenApiDocument(QueryServer.class).addTo(config);
  }

  /** Passes requests on: there are no sessions, and Jetty would look for one in each request. */
  private static final class NoSessionHandler extends SessionHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return getHandler().handle(request, response, callback);
    }
  }

  private QueryPageTokenCipher tokens() {
    // Without a secret only this machine can query, so the tokens need no secret either.
    return new QueryPageTokenCipher(
        settings.query().peerSecret().orElse(settings.application().id()));
  }

  /**
   * Determines the address under which the other topology processes reach this one.
   *
   * @param boundPort port of the HTTP server
   * @return {@code host:port}, for {@code application.server}
   * @throws dev.carteiro.runtime.lifecycle.StartupException if it cannot be determined
   */
  public String advertise(int boundPort) {
    self = AdvertisedAddressResolver.of(settings.http(), settings.query(), boundPort);
    return self.address();
  }

  /** Starts to read the API keys; their topic must exist. */
  public void start() {
    keys.start();
  }

  public List<QueryRouteRegistry.DeclaredRoute> declared() {
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
