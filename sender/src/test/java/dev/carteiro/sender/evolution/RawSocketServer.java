// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on bare sockets, which may break every rule of HTTP. */
public final class RawSocketServer implements AutoCloseable {

  /** What it does with a request, whose head and body it has read. */
  public interface RawRequestHandler {
    /**
     * @param number of the request on its connection, from 1
     * @return whether to read on; otherwise the connection is closed
     */
    boolean answer(Socket socket, int number, String head, String body) throws IOException;
  }

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final RawRequestHandler behaviour;

  public RawSocketServer(RawRequestHandler behaviour) {
    this.behaviour = behaviour;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  public static void reply(Socket socket, int status, String headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    write(
        socket,
        "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(status, headers, bytes.length, body));
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  public EvolutionServerUrl url() {
    return EvolutionServerUrl.parse("http://127.0.0.1:" + listener.getLocalPort()).orElseThrow();
  }

  public List<String> heads() {
    return heads;
  }

  /** Of all requests that came in full. */
  public List<String> bodies() {
    return bodies;
  }

  /** Connections that are open now. */
  int open() {
    return open.size();
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      boolean on = true;
      for (int number = 1; on; number++) {
        String head = head(in);
        if (head == null) {
          break;
        }
        heads.add(head);
        String body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
        if (body.length() == length(head)) {
          bodies.add(body);
        }
        on = behaviour.answer(socket, number, head, body);
      }
    } catch (IOException broken) {
      // The client ended it, or the behaviour did.
      assert broken.getMessage() != null;
    } finally {
      open.remove(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}
