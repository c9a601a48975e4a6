// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Many WebSocket clients on one thread, cheap enough to share a small machine with the server. They
 * read what comes and look only for line ends and for the first offset and time of each chunk.
 */
final class ManyClients implements AutoCloseable {
  private static final byte[] OFFSET = "\"offset\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SENT = "\"sentUs\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WELCOME = "\"welcome\"".getBytes(StandardCharsets.US_ASCII);

  /** An unasked pong, masked as a client must; servers count it as a sign of life. */
  private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};

  private static final long PONG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int CHUNK = 256 * 1024;

  private static final class ReadingClient {
    private boolean welcomed;
    private long lastOffset = -1;
    private int keep;
    private final byte[] kept = new byte[1_024];
  }

  private final Selector selector;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK + 1_024);
  private final Histogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(2), 3);
  private final Thread thread = new Thread(this::run, "many-clients");
  private final String request;
  private final int port;
  private final int count;
  private final int neverReading;
  private volatile int welcomed;
  private volatile long events;
  private volatile int disordered;
  private volatile int ended;
  private volatile boolean closed;

  /**
   * @param count clients that read
   * @param neverReading further ones that connect and never read
   */
  ManyClients(int port, String key, int count, int neverReading) throws IOException {
    this.port = port;
    this.count = count;
    this.neverReading = neverReading;
    this.request = request(WebSocketFeedEndpoint.PATH, "127.0.0.1:" + port, key);
    this.selector = Selector.open();
    this.thread.setDaemon(true);
  }

  /** An HTTP request for the feed. */
  static String request(String path, String host, String key) {
    String upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nAuthorization: Bearer "
        + key
        + "\r\n"
        + (path.endsWith("/ws") ? upgrade : "")
        + "\r\n";
  }

  /** Connects all, and begins to read. */
  void start() throws IOException {
    for (int i = 0; i < count + neverReading; i++) {
      SocketChannel channel = SocketChannel.open();
      channels.add(channel);
      if (i >= count) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      }
      channel.connect(new InetSocketAddress("127.0.0.1", port));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      if (i < count) {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new ReadingClient());
      }
    }
    thread.start();
  }

  int welcomed() {
    return welcomed;
  }

  /** Events that all have got together. */
  long events() {
    return events;
  }

  /** How often a client got an event that was not newer than the one before it. */
  int disordered() {
    return disordered;
  }

  /** Clients whose connection ended. */
  int ended() {
    return ended;
  }

  /** Microseconds from {@code sentUs} of an event to its reading; one sample for each chunk. */
  Histogram latency() {
    return latency;
  }

  private void run() {
    long pong = System.nanoTime() + PONG_EVERY_NANOS;
    try {
      while (!closed) {
        selector.select(this::read, 100);
        if (System.nanoTime() - pong > 0) {
          pong += PONG_EVERY_NANOS;
          for (SelectionKey key : selector.keys()) {
            if (key.isValid()) {
              ((SocketChannel) key.channel()).write(ByteBuffer.wrap(PONG));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    ReadingClient client = (ReadingClient) key.attachment();
    chunk.clear();
    chunk.put(client.kept, 0, client.keep);
    try {
      if (((SocketChannel) key.channel()).read(chunk) < 0) {
        end(key);
        return;
      }
    } catch (IOException e) {
      end(key);
      return;
    }
    look(client, chunk.array(), chunk.position());
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // One thread writes, others read.
  private void end(SelectionKey key) {
    key.cancel();
    ended++;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void look(ReadingClient client, byte[] bytes, int length) {
    int from = 0;
    if (!client.welcomed) {
      int welcome = find(WELCOME, bytes, 0, length);
      if (welcome < 0) {
        keep(client, bytes, 0, length);
        return;
      }
      client.welcomed = true;
      welcomed++;
      from = welcome;
    }
    int end = from;
    boolean sampled = false;
    long seen = 0;
    for (int i = from; i < length; i++) {
      if (bytes[i] == '\n') {
        int id = find(ID, bytes, end, i);
        if (id >= 0) {
          seen++;
          if (!sampled) {
            sampled = true;
            sample(client, bytes, id, i);
          }
        }
        end = i + 1;
      }
    }
    events += seen;
    keep(client, bytes, end, length);
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField")
  private void sample(ReadingClient client, byte[] bytes, int from, int to) {
    int at = find(OFFSET, bytes, from, to);
    if (at >= 0) {
      long offset = number(bytes, at + OFFSET.length);
      if (offset <= client.lastOffset) {
        disordered++;
      }
      client.lastOffset = offset;
    }
    int sent = find(SENT, bytes, from, to);
    if (sent >= 0) {
      Instant now = Instant.now();
      long nowUs = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
      latency.recordValue(Math.max(0, nowUs - number(bytes, sent + SENT.length)));
    }
  }

  private static void keep(ReadingClient client, byte[] bytes, int from, int to) {
    client.keep = Math.min(to - from, client.kept.length);
    System.arraycopy(bytes, to - client.keep, client.kept, 0, client.keep);
  }

  private static long number(byte[] bytes, int at) {
    long number = 0;
    for (int i = at; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  private static int find(byte[] what, byte[] in, int from, int to) {
    outer:
    for (int i = from; i <= to - what.length; i++) {
      for (int j = 0; j < what.length; j++) {
        if (in[i + j] != what[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
