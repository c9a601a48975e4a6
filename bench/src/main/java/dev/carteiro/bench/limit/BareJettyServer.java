// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.limit;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A limit for the queries: a Jetty handler that answers every request with the same JSON. It reads
 * no key, no store and no path. Arguments: port, file with the JSON.
 */
public final class BareJettyServer {
  private BareJettyServer() {}

  public static void main(String[] arguments) throws Exception {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    Server server = new Server(new QueuedThreadPool(BareJavalinServer.THREADS, 4));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[0]));
    server.addConnector(connector);
    server.setHandler(new FixedAnswerHandler(Files.readAllBytes(Path.of(arguments[1]))));
    server.start();
    System.out.println(BenchmarkProgram.READY);
    server.join();
  }

  private static final class FixedAnswerHandler extends Handler.Abstract {
    private final byte[] answer;

    FixedAnswerHandler(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length);
      response.write(true, ByteBuffer.wrap(answer), callback);
      return true;
    }
  }
}
