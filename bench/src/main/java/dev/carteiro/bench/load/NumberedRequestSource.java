// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes requests from a list of bodies in rotation, each with a new message id. Not thread-safe.
 */
public final class NumberedRequestSource implements HttpRequestSource {
  /** Placeholder for the number in a message id, as long as Evolution's shortest common ids. */
  public static final String NUMBER = "#NUMBER#NUMBER#N";

  private static final int DIGITS = NUMBER.length();

  private final List<NumberedRequestTemplate> templates;
  private long sent;

  private record NumberedRequestTemplate(byte[] request, int[] places) {}

  /**
   * @param path of the URL
   * @param bodies with {@link #NUMBER} where the number of the message goes; a body without it is
   *     always the same
   * @param first number that is used
   */
  public NumberedRequestSource(String path, List<String> bodies, long first) {
    this.templates = bodies.stream().map(body -> template(path, body)).toList();
    this.sent = first;
  }

  /** Returns the number of requests made, plus the first number. */
  public long sent() {
    return sent;
  }

  @Override
  public byte[] next(long meantFor) {
    NumberedRequestTemplate template = templates.get((int) (sent % templates.size()));
    byte[] request = template.request().clone();
    for (int place : template.places()) {
      write(sent, request, place);
    }
    sent++;
    return request;
  }

  private static NumberedRequestTemplate template(String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, bytes.length);
    byte[] request = new byte[head.length() + bytes.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
    System.arraycopy(bytes, 0, request, head.length(), bytes.length);
    // In Latin-1 a character is a byte, so positions are the same.
    String text = new String(request, StandardCharsets.ISO_8859_1);
    return new NumberedRequestTemplate(
        request,
        java.util.stream.IntStream.iterate(
                text.indexOf(NUMBER), at -> at >= 0, at -> text.indexOf(NUMBER, at + DIGITS))
            .toArray());
  }

  private static void write(long number, byte[] request, int place) {
    long rest = number;
    for (int n = place + DIGITS - 1; n >= place; n--) {
      request[n] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
