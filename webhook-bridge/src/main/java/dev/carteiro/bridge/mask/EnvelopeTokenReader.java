// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.secret.JsonSecretScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the JSON tokens of one webhook body and collects the fields of its envelope. */
final class EnvelopeTokenReader {
  private final JsonSecretScanner secrets;
  private int depth;
  private boolean object;
  private boolean content;
  private boolean ambiguous;
  private boolean instanceSeen;
  private boolean dataSeen;
  private boolean apikeySeen;
  private String instance;
  private String event;
  private String apikeyFingerprint;

  EnvelopeTokenReader(JsonSecretScanner secrets) {
    this.secrets = secrets;
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
        case END_OBJECT, END_ARRAY -> depth--;
        default -> scalar(parser, token);
      }
      secrets.accept(parser, token);
    }
  }

  EnvelopeScanResult envelope() {
    UnaddressedReason reason = reason();
    return new EnvelopeScanResult(
        reason == null ? instance : null, event == null ? "" : event, apikeyFingerprint, reason);
  }

  private UnaddressedReason reason() {
    if (!content) {
      return UnaddressedReason.EMPTY_BODY;
    }
    if (!object) {
      return UnaddressedReason.NOT_AN_OBJECT;
    }
    if (ambiguous) {
      return UnaddressedReason.AMBIGUOUS;
    }
    if (!instanceSeen) {
      return UnaddressedReason.MISSING_INSTANCE;
    }
    if (instance == null) {
      return UnaddressedReason.INSTANCE_NOT_TEXT;
    }
    if (instance.isEmpty()) {
      return UnaddressedReason.INSTANCE_EMPTY;
    }
    byte[] name = instance.getBytes(StandardCharsets.UTF_8);
    if (!new String(name, StandardCharsets.UTF_8).equals(instance)) {
      return UnaddressedReason.INSTANCE_NOT_WELL_FORMED;
    }
    return name.length > InstanceKey.MAX_NAME_BYTES ? UnaddressedReason.INSTANCE_TOO_LONG : null;
  }

  private void name(JsonParser parser) throws IOException {
    if (depth == 1 && object) {
      switch (parser.currentName()) {
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
  }

  private void scalar(JsonParser parser, JsonToken token) throws IOException {
    if (depth != 1 || !object) {
      return;
    }
    boolean text = token == JsonToken.VALUE_STRING;
    switch (parser.currentName()) {
      case "instance" -> instance = text ? parser.getText() : null;
      case "event" -> event(text ? parser.getText() : "");
      case "apikey" -> {
        if (text && parser.getTextLength() > 0) {
          apikeyFingerprint = Sha256Fingerprint.of(parser.getText());
        }
      }
      default -> {}
    }
  }

  private void event(String text) {
    ambiguous |= event != null;
    event = text;
  }
}
