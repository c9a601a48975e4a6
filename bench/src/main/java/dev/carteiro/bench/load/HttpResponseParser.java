// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Parses one HTTP response from the bytes of a connection: its status and its end. */
final class HttpResponseParser {
  private static final int MOST_HEAD = 16 * 1024;

  private final byte[] head = new byte[MOST_HEAD];
  private int length;
  private int status;
  private long bodyLeft;
  private boolean chunked;
  private boolean last;
  private int tail;

  void begin() {
    length = 0;
    status = 0;
    bodyLeft = -1;
    chunked = false;
    last = false;
    tail = 0;
  }

  /** Returns whether the server closes the connection after this response. */
  boolean isLast() {
    return last;
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Consumes bytes; returns whether the response is complete. */
  boolean isComplete(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (bodyLeft < 0 && !chunked) {
        readHead(bytes);
      } else if (chunked) {
        readChunked(bytes);
      } else {
        long taken = Math.min(bodyLeft, bytes.remaining());
        bytes.position(bytes.position() + (int) taken);
        bodyLeft -= taken;
      }
      if (bodyLeft == 0) {
        return true;
      }
    }
    return bodyLeft == 0;
  }

  private void readHead(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (length == head.length) {
        throw new IllegalStateException("an answer whose head does not end");
      }
      head[length++] = bytes.get();
      if (length >= 4
          && head[length - 1] == '\n'
          && head[length - 2] == '\r'
          && head[length - 3] == '\n'
          && head[length - 4] == '\r') {
        headers(new String(head, 0, length, StandardCharsets.ISO_8859_1));
        return;
      }
    }
  }

  private void headers(String text) {
    status = Integer.parseInt(text.substring(9, 12));
    bodyLeft = 0;
    for (String line : text.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String value = line.substring(colon + 1).strip();
        if (line.regionMatches(true, 0, "content-length", 0, colon)) {
          bodyLeft = Long.parseLong(value);
        } else if (line.regionMatches(true, 0, "transfer-encoding", 0, colon)
            && value.equalsIgnoreCase("chunked")) {
          chunked = true;
          bodyLeft = -1;
        } else if (line.regionMatches(true, 0, "connection", 0, colon)) {
          last = value.equalsIgnoreCase("close");
        }
      }
    }
  }

  /**
   * Finds the end of a chunked body by the bytes of the empty last chunk, which the bodies measured
   * here do not contain.
   */
  private void readChunked(ByteBuffer bytes) {
    byte[] end = {'0', '\r', '\n', '\r', '\n'};
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      tail = next == end[tail] ? tail + 1 : (next == end[0] ? 1 : 0);
      if (tail == end.length) {
        bodyLeft = 0;
        return;
      }
    }
  }
}
