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
 * A client connected by server-sent events. It writes to Jetty's response, whose writes are
 * asynchronous with a callback; the servlet output stream would block a thread or need a listener.
 */
final class SseFeedConnection implements LiveFeedConnection {
  private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

  /** The last frame, with the reason of the close, as JSON. */
  private record FeedByeMessage(String type, String reason, int code) {}

  private final ServletContextRequest request;
  private final Response response;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** The request's asynchronous processing is already started. */
  SseFeedConnection(HttpServletRequest request) {
    this.request = ServletContextRequest.getServletContextRequest(request);
    this.response = this.request.getServletContextResponse();
  }

  static byte[] bye(CloseReason reason) {
    return Json.write(new FeedByeMessage("bye", reason.name(), reason.code()));
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public LiveEventFormat format() {
    return LiveEventFormat.SSE;
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

  /** Always false: clients do not answer comments. If the client has left, the write fails. */
  @Override
  public boolean isSilentSince(long timeMs) {
    return false;
  }

  @Override
  public void close(CloseReason reason) {
    write(format().control("bye", bye(reason)), failure -> ended.complete(null));
  }

  @Override
  public void abort(CloseReason reason) {
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(new EOFException(reason.name()));
    ended.complete(null);
  }
}
