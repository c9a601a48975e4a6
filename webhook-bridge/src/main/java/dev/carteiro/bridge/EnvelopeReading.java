// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carteiro.contract.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** One reading of one body: what was found so far, and where the secrets stand. */
final class EnvelopeReading {
  /**
   * Longest instance name that becomes a key, in bytes of UTF-8. Evolution's names are far shorter.
   */
  static final int MAX_INSTANCE_BYTES = 1_024;

  private static final int OUTSIDE = Integer.MAX_VALUE;

  private final byte[] body;
  private final int start;
  private final UrlMask urls;
  private final Mask always = new Mask();
  private final Mask ifAboutInstance = new Mask();

  private int depth;
  private SecretName name = SecretName.NONE;

  /**
   * Depth of the value whose whole content is masked, and what it is; {@link #OUTSIDE} when in
   * none.
   */
  private int secretDepth = OUTSIDE;

  private SecretName secretKind = SecretName.NONE;
  private int keyShareDepth = OUTSIDE;

  private boolean object;
  private boolean content;
  private boolean ambiguous;
  private boolean instanceSeen;
  private boolean dataSeen;
  private boolean apikeySeen;
  private boolean aboutInstance;
  private String instance;
  private String event;
  private String apikeyFingerprint;

  EnvelopeReading(byte[] body, int start, UrlMask urls) {
    this.body = body;
    this.start = start;
    this.urls = urls;
  }

  void read(JsonParser parser) throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (depth == 0 && content) {
        throw new JsonParseException(parser, "something follows the document");
      }
      content = true;
      switch (token) {
        case FIELD_NAME -> name(parser);
        case START_OBJECT, START_ARRAY -> open(token);
        case END_OBJECT, END_ARRAY -> close();
        default -> scalar(parser, token);
      }
    }
  }

  /** Overwrites the secrets found. */
  void mask() {
    always.apply(body);
    if (aboutInstance) {
      ifAboutInstance.apply(body);
    }
  }

  Envelope envelope() {
    Unaddressed reason = reason();
    return new Envelope(
        reason == null ? instance : null, event == null ? "" : event, apikeyFingerprint, reason);
  }

  private Unaddressed reason() {
    if (!content) {
      return Unaddressed.EMPTY_BODY;
    }
    if (!object) {
      return Unaddressed.NOT_AN_OBJECT;
    }
    if (ambiguous) {
      return Unaddressed.AMBIGUOUS;
    }
    if (!instanceSeen) {
      return Unaddressed.MISSING_INSTANCE;
    }
    if (instance == null) {
      return Unaddressed.INSTANCE_NOT_TEXT;
    }
    if (instance.isEmpty()) {
      return Unaddressed.INSTANCE_EMPTY;
    }
    if (!isWellFormed(instance)) {
      return Unaddressed.INSTANCE_NOT_WELL_FORMED;
    }
    return instance.getBytes(StandardCharsets.UTF_8).length > MAX_INSTANCE_BYTES
        ? Unaddressed.INSTANCE_TOO_LONG
        : null;
  }

  private void name(JsonParser parser) throws IOException {
    String text = parser.currentName();
    name = SecretName.of(text);
    if (depth == 1 && object) {
      switch (text) {
        case "instance" -> instanceSeen = once(instanceSeen);
        case "data" -> dataSeen = once(dataSeen);
        case "apikey" -> apikeySeen = once(apikeySeen);
        default -> {}
      }
    }
  }

  private boolean once(boolean seen) {
    ambiguous |= seen;
    return true;
  }

  private void open(JsonToken token) {
    if (depth == 0) {
      object = token == JsonToken.START_OBJECT;
    }
    depth++;
    if (secretDepth == OUTSIDE && isSecret(name)) {
      secretDepth = depth;
      secretKind = name;
    }
    if (keyShareDepth == OUTSIDE && name == SecretName.KEY_SHARE) {
      keyShareDepth = depth;
    }
    name = SecretName.NONE;
  }

  private void close() {
    if (depth == secretDepth) {
      secretDepth = OUTSIDE;
    }
    if (depth == keyShareDepth) {
      keyShareDepth = OUTSIDE;
    }
    depth--;
    name = SecretName.NONE;
  }

  private boolean isSecret(SecretName candidate) {
    return switch (candidate) {
      case APIKEY, CREDENTIAL -> true;
      case KEY_DATA -> keyShareDepth != OUTSIDE;
      case NONE, KEY_SHARE, URL -> false;
    };
  }

  private void scalar(JsonParser parser, JsonToken token) throws IOException {
    SecretName kind = secretDepth != OUTSIDE ? secretKind : name;
    if (depth == 1 && object) {
      topLevel(parser, token);
    }
    if (isSecret(kind) || kind == SecretName.URL) {
      secret(parser, token, kind);
    }
    name = SecretName.NONE;
  }

  private void topLevel(JsonParser parser, JsonToken token) throws IOException {
    boolean text = token == JsonToken.VALUE_STRING;
    switch (parser.currentName()) {
      case "instance" -> instance = text ? parser.getText() : null;
      case "event" -> event(text ? parser.getText() : "");
      case "apikey" -> {
        if (text && parser.getTextLength() > 0) {
          apikeyFingerprint = Fingerprint.of(parser.getText());
        }
      }
      default -> {}
    }
  }

  private void event(String text) {
    ambiguous |= event != null;
    event = text;
    // Any of several: a body that names two events may not choose the one that shows more.
    aboutInstance |=
        text.startsWith("instance.")
            || text.endsWith(".instance")
            || text.equals("error")
            || text.equals("creds.update")
            || text.equals("application.startup");
  }

  private void secret(JsonParser parser, JsonToken token, SecretName kind) throws IOException {
    int from = start + (int) parser.currentTokenLocation().getByteOffset();
    if (token == JsonToken.VALUE_STRING) {
      parser.finishToken();
      int to = start + (int) parser.currentLocation().getByteOffset() - 1;
      if (kind == SecretName.URL) {
        urls.apply(body, from + 1, to);
      } else {
        mask(kind).add(from + 1, to);
      }
    } else if (token.isNumeric() && kind != SecretName.URL) {
      mask(kind).add(from, endOfNumber(from));
    }
  }

  private Mask mask(SecretName kind) {
    return kind == SecretName.CREDENTIAL ? ifAboutInstance : always;
  }

  private int endOfNumber(int from) {
    int end = from;
    while (end < body.length && "0123456789+-.eE".indexOf(body[end]) >= 0) {
      end++;
    }
    return end;
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }
}
