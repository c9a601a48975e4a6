// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import dev.carteiro.config.HttpServerSettings;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server: it can close its port and open it again, and counts the connections of each
 * client.
 */
public final class RestartableHttpServer implements AutoCloseable {
  private static final int THREADS = 32;

  /** Node's default: the server closes a connection that was idle for so long. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(20);
  private static final int MAX_BODY_BYTES = 136 * 1024 * 1024;

  private final HttpServerSettings settings;
  private final Javalin javalin;
  private final ConcurrentMap<String, Integer> openByClient = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Integer> mostByClient = new ConcurrentHashMap<>();
  private ServerConnector connector;
  private int port;

  public RestartableHttpServer(HttpServerSettings settings, Consumer<JavalinConfig> routes) {
    this.settings = settings;
    this.javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.maxRequestSize = MAX_BODY_BYTES;
              // Requests that hang must not time out.
              config.http.asyncTimeout = 0;
              QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
              threads.setName("http-fake");
              threads.setDaemon(true);
              config.jetty.threadPool = threads;
              config.jetty.addConnector(this::connector);
              routes.accept(config);
            });
  }

  public void start() {
    javalin.start(settings.host(), settings.port());
    port = connector.getLocalPort();
  }

  public int port() {
    return port;
  }

  /** Closes the port and drops all connections. */
  public synchronized void down() {
    turn(() -> connector.stop());
  }

  /** Opens the same port again. */
  public synchronized void up() {
    connector.setPort(port);
    turn(() -> connector.start());
  }

  /** Returns the highest number of connections open at once, by client address. */
  public Map<String, Integer> mostConnections() {
    return Map.copyOf(mostByClient);
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    // A connection may be idle while its request hangs.
    http.setIdleTimeout(LONGEST_REQUEST.toMillis());
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(KEEP_ALIVE.toMillis());
    connector.addBean(
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            String client = client(connection);
            int open = openByClient.merge(client, 1, Integer::sum);
            mostByClient.merge(client, open, Math::max);
          }

          @Override
          public void onClosed(Connection connection) {
            openByClient.merge(client(connection), -1, Integer::sum);
          }
        });
    return connector;
  }

  private static String client(Connection connection) {
    String remote = String.valueOf(connection.getEndPoint().getRemoteSocketAddress());
    int end = remote.lastIndexOf(':');
    return remote.substring(remote.startsWith("/") ? 1 : 0, end < 0 ? remote.length() : end);
  }

  private static void turn(JettyLifecycleAction turn) {
    try {
      turn.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the fake's listener cannot be switched", e);
    }
  }

  /** Starts or stops a Jetty component, which may throw any exception. */
  private interface JettyLifecycleAction {
    void run() throws Exception;
  }
}
