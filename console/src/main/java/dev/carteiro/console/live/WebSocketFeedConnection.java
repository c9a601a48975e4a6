// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * A client connected by WebSocket. It writes frames to Jetty's core session, because the public API
 * accepts text as String only and would encode it again for every client.
 */
final class WebSocketFeedConnection implements LiveFeedConnection {
  private final Session session;
  private final WebSocketCoreSession core;
  private final Clock clock;
  private long heardBytes;
  private long heardMs;

  WebSocketFeedConnection(Session session, Clock clock) {
    this.session = session;
    this.core = (WebSocketCoreSession) ((WebSocketSession) session).getCoreSession();
    this.clock = clock;
    this.heardMs = clock.millis();
  }

  @Override
  public LiveEventFormat format() {
    return LiveEventFormat.LINES;
  }

  @Override
  public void write(byte[] frame, Consumer<Throwable> done) {
    send(new Frame(OpCode.TEXT, ByteBuffer.wrap(frame)), done);
  }

  @Override
  public void ping(Consumer<Throwable> done) {
    send(new Frame(OpCode.PING), done);
  }

  private void send(Frame frame, Consumer<Throwable> done) {
    core.sendFrame(
        frame, Callback.from(() -> done.accept(null), failure -> done.accept(failure)), false);
  }

  /** Counts received bytes, because pongs are not passed to the listener. */
  @Override
  public boolean isSilentSince(long timeMs) {
    long bytes = core.getConnection().getBytesIn();
    if (bytes != heardBytes) {
      heardBytes = bytes;
      heardMs = clock.millis();
    }
    return heardMs < timeMs;
  }

  @Override
  public void close(CloseReason reason) {
    write(
        format().control("bye", SseFeedConnection.bye(reason)),
        failure ->
            session.close(
                reason.code(), reason.name(), org.eclipse.jetty.websocket.api.Callback.NOOP));
  }

  @Override
  public void abort(CloseReason reason) {
    session.disconnect();
  }
}
