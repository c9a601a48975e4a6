// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A persistent HTTP/1.1 connection to a topology process, for one GET at a time: the JDK's clients
 * took longer for an exchange than the process for its answer.
 */
final class PeerConnection implements Closeable {
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEADERS = 100;

  /** Several times what a process puts into one answer. */
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

  private final Socket socket = new Socket(Proxy.NO_PROXY);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int next;
  private int end;
  private boolean answering;
  private boolean persistent;

  /**
   * @param body empty if the status is not 200
   */
  record PeerHttpResponse(int status, byte[] body) {}

  static PeerConnection open(PeerAddress peer, int timeoutMillis) throws IOException {
    PeerConnection connection = new PeerConnection();
    try {
      connection.socket.setTcpNoDelay(true);
      connection.socket.connect(new InetSocketAddress(peer.host(), peer.port()), timeoutMillis);
      return connection;
    } catch (IOException e) {
      connection.close();
      // Not a timeout of the answer: the process is not there.
      throw new IOException("cannot connect", e);
    }
  }

  /**
   * Sends a request and waits for its response.
   *
   * @throws SocketTimeoutException if the response is not complete by the deadline
   */
  PeerHttpResponse exchange(byte[] request, QueryDeadline deadline) throws IOException {
    answering = false;
    persistent = false;
    socket.getOutputStream().write(request);
    String[] status = line(deadline).split(" ", 3);
    if (status.length < 2 || !status[0].equals("HTTP/1.1")) {
      throw new IOException("no HTTP/1.1");
    }
    int code = number(status[1], 10);
    int length = -1;
    boolean chunked = false;
    boolean closes = false;
    int headers = 0;
    for (String line = line(deadline); !line.isEmpty(); line = line(deadline)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = number(lower.substring("content-length:".length()).strip(), 10);
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("connection:")) {
        closes = lower.contains("close");
      }
      if (++headers > MAX_HEADERS) {
        throw new IOException("too many headers");
      }
    }
    if (code != 200) {
      return new PeerHttpResponse(code, new byte[0]);
    }
    if (!chunked && length < 0) {
      throw new IOException("a body without its length");
    }
    byte[] body = chunked ? chunks(deadline) : bytes(length, deadline);
    persistent = !closes;
    return new PeerHttpResponse(code, body);
  }

  /** Whether the last response was read to its end, and another request may follow. */
  boolean isPersistent() {
    return persistent;
  }

  /**
   * Whether anything came of the response: a connection that was closed while idle says nothing.
   */
  boolean isAnswering() {
    return answering;
  }

  private byte[] chunks(QueryDeadline deadline) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER_BYTES);
    for (int size = chunk(deadline); size > 0; size = chunk(deadline)) {
      body.writeBytes(bytes(size, deadline));
      if (body.size() > MAX_BODY_BYTES || !line(deadline).isEmpty()) {
        throw new IOException("no chunk");
      }
    }
    while (!line(deadline).isEmpty()) {
      // Trailers say nothing here.
    }
    return body.toByteArray();
  }

  private int chunk(QueryDeadline deadline) throws IOException {
    return number(line(deadline).split(";", 2)[0].strip(), 16);
  }

  private byte[] bytes(int count, QueryDeadline deadline) throws IOException {
    if (count > MAX_BODY_BYTES) {
      throw new IOException("the body is too large");
    }
    byte[] bytes = new byte[count];
    for (int read = 0; read < count; ) {
      fill(deadline);
      int some = Math.min(count - read, end - next);
      System.arraycopy(buffer, next, bytes, read, some);
      next += some;
      read += some;
    }
    return bytes;
  }

  private String line(QueryDeadline deadline) throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (true) {
      fill(deadline);
      int begin = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      line.append(new String(buffer, begin, next - begin, StandardCharsets.ISO_8859_1));
      if (line.length() > MAX_LINE_BYTES) {
        throw new IOException("a line is too long");
      }
      if (next < end) {
        next++;
        int last = line.length() - 1;
        return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
      }
    }
  }

  /** Reads what has come, unless there is some of it left. */
  private void fill(QueryDeadline deadline) throws IOException {
    if (next < end) {
      return;
    }
    if (deadline.isOver()) {
      throw new SocketTimeoutException("the answer is not complete by the deadline");
    }
    socket.setSoTimeout((int) deadline.left().toMillis());
    int count = socket.getInputStream().read(buffer);
    if (count < 0) {
      throw new EOFException("the connection was closed");
    }
    answering = true;
    next = 0;
    end = count;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("no number", e);
    }
    throw new IOException("a negative number");
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is.
    }
  }
}
