// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking HTTP connection with one request at a time; it reconnects when the server closes
 * it.
 */
final class HttpLoadConnection {
  private static final int BUFFER = 64 * 1024;

  /** The state of the request after reading or writing. */
  enum RequestProgress {
    /** No response yet, or no request is under way. */
    WAITING,
    /** Answered with success. */
    ANSWERED,
    /** Answered otherwise, or the connection broke. */
    FAILED
  }

  private final InetSocketAddress target;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer small = ByteBuffer.allocateDirect(BUFFER);
  private final HttpResponseParser answer = new HttpResponseParser();
  private SocketChannel channel;
  private SelectionKey key;
  private ByteBuffer out;
  private boolean busy;
  private boolean broken;
  private long meantFor;

  HttpLoadConnection(InetSocketAddress target, Selector selector) throws IOException {
    this.target = target;
    this.selector = selector;
    connect();
  }

  boolean isBusy() {
    return busy;
  }

  /** Returns when the request under way, or the last one, was meant to leave. */
  long meantFor() {
    return meantFor;
  }

  void send(byte[] request, long meantFor) {
    this.meantFor = meantFor;
    busy = true;
    broken = false;
    answer.begin();
    if (request.length <= small.capacity()) {
      out = small.clear().put(request).flip();
    } else {
      out = ByteBuffer.wrap(request);
    }
    write();
  }

  /** Writes and reads what is possible now. */
  RequestProgress proceed() throws IOException {
    if (key.isWritable() && out.hasRemaining()) {
      write();
    }
    if (broken || key.isReadable()) {
      return read();
    }
    return RequestProgress.WAITING;
  }

  void close() throws IOException {
    channel.close();
  }

  private void connect() throws IOException {
    channel = SocketChannel.open(target);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  private void write() {
    try {
      channel.write(out);
    } catch (IOException e) {
      // The read that follows handles it.
      broken = true;
    }
    key.interestOps(
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private RequestProgress read() throws IOException {
    in.clear();
    int count = broken ? -1 : readSome();
    if (count < 0) {
      boolean wasBusy = busy;
      reconnect();
      return wasBusy ? RequestProgress.FAILED : RequestProgress.WAITING;
    }
    if (!busy || !answer.isComplete(in.flip())) {
      return RequestProgress.WAITING;
    }
    busy = false;
    if (answer.isLast()) {
      reconnect();
    }
    return answer.isSuccess() ? RequestProgress.ANSWERED : RequestProgress.FAILED;
  }

  private int readSome() {
    try {
      return channel.read(in);
    } catch (IOException reset) {
      return -1;
    }
  }

  private void reconnect() throws IOException {
    busy = false;
    broken = false;
    key.cancel();
    channel.close();
    connect();
  }
}
