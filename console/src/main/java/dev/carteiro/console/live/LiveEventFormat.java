// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** How events are written to a client. Every event ends with a line break. */
enum LiveEventFormat {
  /** One JSON document per line. */
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

  /** Server-sent events; the id has the console's name, to resume at the exact position. */
  SSE {
    @Override
    void event(LiveEvent event, String console, ByteArrayOutputStream out) {
      String head =
          "id: "
              + event.id().text()
              + ClientResumePosition.SEPARATOR
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

  /** Writes an event, whose position belongs to the named console. */
  abstract void event(LiveEvent event, String console, ByteArrayOutputStream out);

  abstract byte[] control(String type, byte[] json);

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
