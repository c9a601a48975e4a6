// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A limit for the bridge: Javalin, configured like the bridge's server, that answers 200 as soon as
 * it has read the body. Argument: port.
 */
public final class BareJavalinServer {
  /** As many as the bridge has. */
  static final int THREADS = 64;

  private BareJavalinServer() {}

  public static void main(String[] arguments) {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
              config.routes.post(
                  "/webhooks/evolution",
                  context -> {
                    if (context.bodyAsBytes().length == 0) {
                      context.status(400);
                    }
                  });
            })
        .start("127.0.0.1", Integer.parseInt(arguments[0]));
    System.out.println(BenchmarkProgram.READY);
  }
}
