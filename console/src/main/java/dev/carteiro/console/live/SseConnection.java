// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.contract.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A client over server-sent events. Frames go to Jetty's own response, whose writes end with a
 * callback; the servlet's stream would hold a thread or need a listener's dance for each.
 */
final class SseConnection implements Connection {
  private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

  private record Bye(String type, String reason, int code) {}

  private final ServletContextRequest request;
  private final Response response;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param request on which asynchronous processing was started
   */
  SseConnection(HttpServletRequest request) {
    this.request = ServletContextRequest.getServletContextRequest(request);
    this.response = this.request.getServletContextResponse();
  }

  static byte[] bye(Farewell farewell) {
    return Json.write(new Bye("bye", farewell.name(), farewell.code()));
  }

  /** Completes when the request is over for this side. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public Format format() {
    return Format.SSE;
  }

  @Override
  public void write(byte[] frame, Consumer<Throwable> done) {
    response.write(
        false,
        ByteBuffer.wrap(frame),
        Callback.from(() -> done.accept(null), failure -> done.accept(failure)));
  }

  @Override
  public void ping(Consumer<Throwable> done) {
    write(PING, done);
  }

  /** Nobody answers a comment; a client that left makes the write fail. */
  @Override
  public boolean isSilentSince(long timeMs) {
    return false;
  }

  @Override
  public void close(Farewell farewell) {
    write(format().control("bye", bye(farewell)), failure -> ended.complete(null));
  }

  @Override
  public void abort(Farewell farewell) {
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(new EOFException(farewell.name()));
    ended.complete(null);
  }
}
