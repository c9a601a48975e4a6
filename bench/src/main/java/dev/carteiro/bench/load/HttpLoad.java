// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Requests over kept-alive HTTP/1.1 connections from one thread. Closed: each connection asks again
 * as soon as it is answered. Fixed rate: requests have a time at which they are meant to leave, and
 * a latency counts from then, also when no connection was free yet (so that a stall of the server
 * is seen by all that should have been sent meanwhile).
 */
public final class HttpLoad {
  private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Above this share of its time on the CPU, the generator says that it was the limit. */
  private static final double BUSY = 0.85;

  /**
   * What a run gave.
   *
   * @param latencies in ns, of requests answered 2xx
   * @param failures answers of another status, and broken connections
   * @param unanswered when the time was up, after a grace
   * @param generatorShare of the run's time that the generator's thread was on the CPU
   */
  public record Outcome(
      Histogram latencies, long failures, long unanswered, double seconds, double generatorShare) {

    public double perSecond() {
      return latencies.getTotalCount() / seconds;
    }

    public double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** Whether a faster generator would have shown more. */
    public boolean generatorWasTheLimit() {
      return generatorShare > BUSY;
    }
  }

  private final InetSocketAddress target;
  private final int connections;
  private final Supplier<byte[]> requests;
  private final Histogram latencies = new Histogram(HIGHEST_NANOS, DIGITS);
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final ArrayDeque<Long> late = new ArrayDeque<>();
  private long failures;
  private int underWay;

  /**
   * @param requests whole requests as bytes, each call a new one
   */
  public HttpLoad(InetSocketAddress target, int connections, Supplier<byte[]> requests) {
    this.target = target;
    this.connections = connections;
    this.requests = requests;
  }

  /** As many requests as the server takes. */
  public Outcome closed(Duration time) throws IOException {
    return run(time, 0);
  }

  /** A fixed rate, in requests per second. */
  public Outcome paced(Duration time, int perSecond) throws IOException {
    return run(time, perSecond);
  }

  private Outcome run(Duration time, int perSecond) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int n = 0; n < connections; n++) {
        free.add(new Connection(selector));
      }
      long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long begin = System.nanoTime();
      long end = begin + time.toNanos();
      long gap = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
      long next = begin;
      while (System.nanoTime() < end || (underWay > 0 && System.nanoTime() < end + GRACE_NANOS)) {
        long now = System.nanoTime();
        if (now < end) {
          next = perSecond == 0 ? sendAll(now) : sendDue(now, next, gap);
        }
        await(selector, now < end && perSecond > 0 ? next - System.nanoTime() : 1_000_000);
      }
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
      double seconds = time.toNanos() / 1e9;
      Outcome outcome =
          new Outcome(
              latencies.copy(), failures, underWay + late.size(), seconds, cpu / 1e9 / seconds);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      return outcome;
    }
  }

  private long sendAll(long now) throws IOException {
    while (!free.isEmpty()) {
      free.poll().send(requests.get(), now);
    }
    return now;
  }

  private long sendDue(long now, long next, long gap) throws IOException {
    long due = next;
    while (due <= now) {
      late.add(due);
      due += gap;
    }
    while (!late.isEmpty() && !free.isEmpty()) {
      free.poll().send(requests.get(), late.poll());
    }
    return due;
  }

  private void await(Selector selector, long nanos) throws IOException {
    if (nanos >= 1_000_000) {
      selector.select(nanos / 1_000_000);
    } else {
      // Closer than the system's timer: look again at once.
      selector.selectNow();
    }
    Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
    while (ready.hasNext()) {
      SelectionKey key = ready.next();
      ready.remove();
      ((Connection) key.attachment()).proceed();
    }
  }

  private final class Connection {
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final HttpAnswer answer = new HttpAnswer();
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer out;
    private long intended;

    private Connection(Selector selector) throws IOException {
      this.selector = selector;
      connect();
    }

    private void connect() throws IOException {
      channel = SocketChannel.open(target);
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void send(byte[] request, long meantFor) throws IOException {
      intended = meantFor;
      out = ByteBuffer.wrap(request);
      underWay++;
      answer.begin();
      write();
    }

    private void write() throws IOException {
      try {
        channel.write(out);
      } catch (IOException broken) {
        failed();
        return;
      }
      key.interestOps(
          out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void proceed() throws IOException {
      if (key.isValid() && key.isWritable()) {
        write();
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
    }

    private void read() throws IOException {
      in.clear();
      int count;
      try {
        count = channel.read(in);
      } catch (IOException broken) {
        count = -1;
      }
      if (count < 0) {
        failed();
        return;
      }
      in.flip();
      if (answer.isComplete(in)) {
        underWay--;
        if (answer.isSuccess()) {
          latencies.recordValue(Math.min(System.nanoTime() - intended, HIGHEST_NANOS));
        } else {
          failures++;
        }
        free.add(this);
      }
    }

    /** The server gave up the connection: another one takes its place. */
    private void failed() throws IOException {
      key.cancel();
      channel.close();
      if (out != null && underWay > 0) {
        underWay--;
        failures++;
      }
      connect();
      free.add(this);
    }
  }
}
