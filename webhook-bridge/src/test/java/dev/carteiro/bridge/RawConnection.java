// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;

/** A connection whose every byte the test decides, for what an HTTP client would not do. */
final class RawConnection implements AutoCloseable {
  final Socket socket;

  RawConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(30_000);
  }

  static String post(String path, String body, String... headers) {
    return head(path, body.length(), headers) + body;
  }

  static String head(String path, int length, String... headers) {
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  /** Reads one answer with its body; what there is, when the connection ends before. */
  String answer() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int wanted = Integer.MAX_VALUE;
    while (read.size() < wanted) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        break;
      }
      read.write(b);
      if (wanted == Integer.MAX_VALUE && b == '\n' && read.toString(UTF_8).endsWith("\r\n\r\n")) {
        wanted = read.size() + contentLength(read.toString(UTF_8));
      }
    }
    return read.toString(UTF_8);
  }

  /** Whether the other side has closed, once everything that came is read. */
  boolean isAtEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  /** Ends the connection as a crash does. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
