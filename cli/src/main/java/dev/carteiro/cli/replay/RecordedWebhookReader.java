// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads webhook bodies from files: one JSON body per line, or a recorder's line that holds the body
 * as {@code request.body}. A body is the exact text of the file; it is not serialised again.
 */
final class RecordedWebhookReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(10_000)
                  .build())
          .build();

  private final List<String> bodies = new ArrayList<>();
  private final Map<String, Integer> skipped = new TreeMap<>();

  List<String> bodies() {
    return bodies;
  }

  Map<String, Integer> skipped() {
    return skipped;
  }

  /** With {@code raw} every line is a body; an instance that is not null replaces each body's. */
  void read(Path file, boolean raw, String instance) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (raw) {
          bodies.add(line);
        } else if (!line.isBlank()) {
          take(line, instance);
        }
      }
    }
  }

  private void take(String line, String instance) {
    RecordedLine found = RecordedLine.of(line);
    if (found.skip != null) {
      skipped.merge(found.skip, 1, Integer::sum);
      return;
    }
    bodies.add(instance == null ? found.body : withInstance(found.body, instance));
  }

  /** Returns the body with another top-level instance; unchanged if it has none. */
  static String withInstance(String body, String instance) {
    TextSpan place = new JsonMemberSpans(body).of("instance");
    if (place == null) {
      return body;
    }
    String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(instance)) + '"';
    return body.substring(0, place.begin) + quoted + body.substring(place.end);
  }

  private record RecordedLine(String body, String skip) {
    static RecordedLine of(String line) {
      JsonMemberSpans members = new JsonMemberSpans(line);
      TextSpan request = members.of("request");
      if (request == null) {
        boolean webhook = members.of("event") != null && members.of("instance") != null;
        return webhook
            ? new RecordedLine(line, null)
            : new RecordedLine(null, members.readable ? "no webhook" : "not JSON");
      }
      if (members.of("response") != null) {
        return new RecordedLine(null, "REST call");
      }
      JsonMemberSpans recorded = new JsonMemberSpans(request.in(line));
      TextSpan method = recorded.of("method");
      TextSpan body = recorded.of("body");
      if (method == null || !method.in(recorded.text).equals("\"POST\"")) {
        return new RecordedLine(null, "not a POST");
      }
      if (body == null || new JsonMemberSpans(body.in(recorded.text)).of("__unparsed") != null) {
        return new RecordedLine(null, "no body");
      }
      return new RecordedLine(body.in(recorded.text), null);
    }
  }

  private record TextSpan(int begin, int end) {
    String in(String text) {
      return text.substring(begin, end);
    }
  }

  /** Positions of an object's own members in its JSON text; empty when it is no object. */
  private static final class JsonMemberSpans {
    private final String text;
    private final Map<String, TextSpan> spans = new TreeMap<>();
    private final boolean readable;

    JsonMemberSpans(String text) {
      this.text = text;
      this.readable = scan();
    }

    TextSpan of(String name) {
      return spans.get(name);
    }

    private boolean scan() {
      try (JsonParser parser = JSON.createParser(text)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return true;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          int begin = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          // Strings are parsed lazily; only then is the position of their end known.
          parser.finishToken();
          spans.put(name, new TextSpan(begin, (int) parser.currentLocation().getCharOffset()));
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
