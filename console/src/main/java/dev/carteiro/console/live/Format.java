// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** How events are written to a client. Every event ends with a line's end. */
enum Format {
  /** One JSON document a line. */
  LINES {
    @Override
    void event(LiveEvent event, String console, ByteArrayOutputStream out) {
      out.writeBytes(event.json());
      out.write('\n');
    }

    @Override
    byte[] control(String type, byte[] json) {
      return (text(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }
  },

  /** Server-sent events. The id names the console too, so that a client resumes exactly there. */
  SSE {
    @Override
    void event(LiveEvent event, String console, ByteArrayOutputStream out) {
      String head =
          "id: "
              + event.id().text()
              + Resume.SEPARATOR
              + console
              + "\nevent: "
              + event.type().text()
              + "\ndata: ";
      out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(event.json());
      out.writeBytes(END);
    }

    @Override
    byte[] control(String type, byte[] json) {
      return ("event: " + type + "\ndata: " + text(json) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
  };

  private static final byte[] END = {'\n', '\n'};

  /**
   * Writes an event.
   *
   * @param console of which the position is
   */
  abstract void event(LiveEvent event, String console, ByteArrayOutputStream out);

  /** A line about the feed itself. */
  abstract byte[] control(String type, byte[] json);

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
