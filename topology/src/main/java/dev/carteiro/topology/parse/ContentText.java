// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The words of each kind of content. */
final class ContentText {
  private ContentText() {}

  static String of(Content content) {
    JsonNode inner = content.inner();
    JsonNode holder = content.holder();
    if (inner.isTextual()) {
      return Encodings.text(inner);
    }
    return switch (content.type()) {
      case TEXT -> Encodings.text(inner, "text");
      case IMAGE, VIDEO, VIDEO_NOTE, DOCUMENT, STICKER -> Encodings.text(inner, "caption");
      case AUDIO, VOICE -> Encodings.text(holder, "speechToText");
      case LOCATION, LIVE_LOCATION -> location(inner);
      case CONTACT -> contact(inner);
      case CONTACTS -> contacts(inner);
      case REACTION -> Encodings.text(inner, "text");
      case POLL -> poll(inner);
      case POLL_VOTE -> joined(inner.path("vote").path("selectedOptions"), null, ", ");
      case LIST -> lines(Encodings.text(inner, "title"), Encodings.text(inner, "description"));
      case LIST_RESPONSE -> first(Encodings.text(inner, "title"), Encodings.text(inner.path("singleSelectReply"), "selectedRowId"));
      case BUTTONS -> buttons(inner, holder);
      case BUTTON_RESPONSE -> Encodings.text(inner, "selectedDisplayText", "selectedButtonId", "selectedId");
      case INTERACTIVE -> Encodings.text(inner.path("body"), "text");
      case INTERACTIVE_RESPONSE ->
          first(
              Encodings.text(inner.path("body"), "text"),
              Encodings.text(inner.path("nativeFlowResponseMessage"), "paramsJson"));
      case TEMPLATE -> template(inner);
      case GROUP_INVITE -> first(Encodings.text(inner, "caption"), Encodings.text(inner, "groupName"));
      case ORDER -> Encodings.text(inner, "orderTitle", "message");
      case PRODUCT -> first(Encodings.text(inner.path("product"), "title"), Encodings.text(inner, "body"));
      case EVENT -> lines(Encodings.text(inner, "name"), Encodings.text(inner, "description"));
      case PLACEHOLDER -> null;
      case UNKNOWN -> Encodings.text(inner, "text", "caption", "title", "name");
    };
  }

  private static String location(JsonNode inner) {
    String named = lines(Encodings.text(inner, "name"), Encodings.text(inner, "address", "caption"));
    JsonNode latitude = inner.path("degreesLatitude");
    JsonNode longitude = inner.path("degreesLongitude");
    return named != null || !latitude.isNumber() || !longitude.isNumber()
        ? named
        : latitude.asText() + "," + longitude.asText();
  }

  private static String contact(JsonNode inner) {
    String phones = phones(Encodings.text(inner, "vcard"));
    return lines(Encodings.text(inner, "displayName"), phones);
  }

  private static String contacts(JsonNode inner) {
    List<String> all = new ArrayList<>();
    inner.path("contacts").forEach(contact -> add(all, contact(contact)));
    return all.isEmpty() ? Encodings.text(inner, "displayName") : String.join("\n", all);
  }

  /** The WhatsApp ids of a vCard's telephone lines: {@code TEL;waid=5521…:+55 21 …}. */
  private static String phones(String vcard) {
    if (vcard == null) {
      return null;
    }
    List<String> phones = new ArrayList<>();
    for (int at = vcard.indexOf("waid="); at >= 0; at = vcard.indexOf("waid=", at + 1)) {
      int end = at + 5;
      while (end < vcard.length() && Character.isDigit(vcard.charAt(end))) {
        end++;
      }
      add(phones, vcard.substring(at + 5, end));
    }
    return phones.isEmpty() ? null : String.join(", ", phones);
  }

  private static String poll(JsonNode inner) {
    return lines(Encodings.text(inner, "name"), joined(inner.path("options"), "optionName", "\n"));
  }

  private static String buttons(JsonNode inner, JsonNode holder) {
    JsonNode source = inner.isObject() ? inner : holder;
    String title = Encodings.text(source, "title", "headerText");
    return lines(title, Encodings.text(source, "description", "contentText"));
  }

  private static String template(JsonNode inner) {
    JsonNode hydrated = inner.path("hydratedTemplate");
    if (hydrated.isMissingNode()) {
      hydrated = inner.path("hydratedFourRowTemplate");
    }
    return first(
        lines(Encodings.text(hydrated, "hydratedTitleText"), Encodings.text(hydrated, "hydratedContentText")),
        Encodings.text(inner.path("interactiveMessageTemplate").path("body"), "text"));
  }

  private static String joined(JsonNode list, String field, String separator) {
    List<String> texts = new ArrayList<>();
    list.forEach(element -> add(texts, Encodings.text(field == null ? element : element.path(field))));
    return texts.isEmpty() ? null : String.join(separator, texts);
  }

  private static String lines(String one, String other) {
    if (one == null || other == null) {
      return first(one, other);
    }
    return one + "\n" + other;
  }

  private static String first(String one, String other) {
    return one == null ? other : one;
  }

  private static void add(List<String> all, String text) {
    if (text != null && !text.isEmpty()) {
      all.add(text);
    }
  }
}
