// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads the text that a person sees, for each kind of content. All methods return null when there
 * is none.
 */
public final class ContentTextExtractor {
  /** Coordinates have up to 17 digits; a number with a larger exponent is not written out. */
  private static final int MOST_PLAIN_SCALE = 32;

  private ContentTextExtractor() {}

  /** The text of a non-empty text or of a number; else null. */
  public static String words(JsonNode node) {
    return (node.isTextual() || node.isNumber()) && !node.asText().isEmpty() ? node.asText() : null;
  }

  static Function<JsonNode, String> first(String... names) {
    return node -> firstOf(node, names);
  }

  static Function<JsonNode, String> both(String one, String other) {
    return node -> joined("\n", firstOf(node, one), firstOf(node, other));
  }

  public static String firstOf(JsonNode node, String... names) {
    for (String name : names) {
      String words = words(node.path(name));
      if (words != null) {
        return words;
      }
    }
    return null;
  }

  static String location(JsonNode node) {
    String caption = firstOf(node, "caption");
    String place = joined(", ", firstOf(node, "name"), firstOf(node, "address"));
    if (caption != null || place != null) {
      return caption == null ? place : caption;
    }
    String latitude = degrees(node, "degreesLatitude", "latitude");
    String longitude = degrees(node, "degreesLongitude", "longitude");
    return latitude == null || longitude == null ? null : latitude + "," + longitude;
  }

  private static String degrees(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode number = node.path(name);
      if (number.isBigDecimal()) {
        BigDecimal degrees = number.decimalValue();
        return Math.abs(degrees.scale()) > MOST_PLAIN_SCALE
            ? degrees.toString()
            : degrees.toPlainString();
      }
      if (words(number) != null) {
        return words(number);
      }
    }
    return null;
  }

  static String contact(JsonNode node) {
    String name = firstOf(node, "displayName", "name", "fullName");
    String numbers = VcardPhoneParser.numbers(node.path("vcard"));
    if (name == null || numbers == null) {
      return name == null ? numbers : name;
    }
    return name + " (" + numbers + ")";
  }

  static String contacts(JsonNode node) {
    String names =
        each(
            ", ",
            node.path("contacts"),
            contact -> {
              String name = firstOf(contact, "displayName");
              return name == null ? contact(contact) : name;
            });
    return names == null ? firstOf(node, "displayName") : names;
  }

  /** The question and its options, one per line. */
  static String poll(JsonNode node) {
    return lines(
        firstOf(node, "name"),
        each("\n", node.path("options"), option -> option(option, "optionName")),
        each("\n", node.path("pollVotes"), first("optionName")));
  }

  /** Null for a vote that was taken back or that Evolution could not decrypt. */
  static String vote(JsonNode node) {
    return each(
        ", ",
        node.path("vote").path("selectedOptions"),
        option -> option(option, "optionName", "name"));
  }

  private static String option(JsonNode option, String... names) {
    return option.isObject() ? firstOf(option, names) : words(option);
  }

  static String listResponse(JsonNode node) {
    String title = firstOf(node, "title", "description");
    return title == null
        ? firstOf(node.path("singleSelectReply"), "selectedRowId", "selectedRowID")
        : title;
  }

  /** Whether it is Meta's own form of an answer. */
  static boolean isReply(JsonNode node) {
    return node.has("payload") || !reply(node).isMissingNode();
  }

  private static JsonNode reply(JsonNode node) {
    for (String name : new String[] {"button_reply", "list_reply", "nfm_reply"}) {
      if (node.path(name).isObject()) {
        return node.path(name);
      }
    }
    return MissingNode.getInstance();
  }

  static String interactive(JsonNode node) {
    String body = firstOf(node.path("body"), "text");
    body = body == null ? firstOf(reply(node), "title", "body") : body;
    if (body != null) {
      return body;
    }
    String header = firstOf(node.path("header"), "title", "subtitle");
    header = header == null ? firstOf(node.path("footer"), "text") : header;
    header =
        header == null
            ? each("\n", node.path("carouselMessage").path("cards"), ContentTextExtractor::card)
            : header;
    return header == null
        ? InteractiveResponseTextExtractor.interactive(node.path("nativeFlowMessage"))
        : header;
  }

  private static String card(JsonNode card) {
    return card.has("carouselMessage") ? null : interactive(card);
  }

  /** The question of a list, else the words of the button that opens it. */
  static String list(JsonNode node) {
    String words = joined("\n", firstOf(node, "title"), firstOf(node, "description"));
    return words == null ? firstOf(node, "buttonText", "footerText") : words;
  }

  static String template(JsonNode node) {
    for (String form :
        new String[] {
          "hydratedTemplate",
          "hydratedFourRowTemplate",
          "fourRowTemplate",
          "interactiveMessageTemplate"
        }) {
      JsonNode template = node.path(form);
      String text = firstOf(template, "hydratedContentText", "hydratedTitleText");
      text = text == null ? interactive(template) : text;
      text = text == null ? firstOf(template.path("content"), "elementName") : text;
      if (text != null) {
        return text;
      }
    }
    return node.path("hydratedHsm").isObject()
        ? template(node.path("hydratedHsm"))
        : firstOf(node, "text", "elementName", "name");
  }

  static String buttons(JsonNode node) {
    String words = joined("\n", firstOf(node, "title"), firstOf(node, "description"));
    return words == null ? firstOf(node, "text", "payload") : words;
  }

  /** The text of a chosen button, else its id. */
  static String button(JsonNode node) {
    String words = firstOf(node, "selectedDisplayText");
    words = words == null ? firstOf(node.path("response"), "selectedDisplayText") : words;
    return words == null
        ? firstOf(node, "selectedButtonId", "selectedButtonID", "selectedId", "selectedID")
        : words;
  }

  static String channel(JsonNode node) {
    return joined("\n", firstOf(node, "newsletterName"), firstOf(node, "caption"));
  }

  static String music(JsonNode node) {
    JsonNode music = node.path("embeddedMusic");
    return joined(", ", firstOf(music, "title"), firstOf(music, "author"));
  }

  static String richResponse(JsonNode node) {
    return each("\n", node.path("submessages"), first("messageText"));
  }

  /** The text of a content that this version does not know, from the usual fields. */
  static String ofUnknown(JsonNode node) {
    String words = words(node);
    return words == null ? firstOf(node, "text", "caption", "title", "name", "description") : words;
  }

  private static String joined(String separator, String one, String other) {
    if (one == null || other == null || one.equals(other)) {
      return one == null ? other : one;
    }
    return one + separator + other;
  }

  /** The texts that are not null, one a line; null for none. */
  static String lines(String... texts) {
    return joined("\n", Arrays.stream(texts));
  }

  /** The texts of these nodes that are not null; null for none. */
  static String each(String separator, JsonNode nodes, Function<JsonNode, String> text) {
    return joined(separator, StreamSupport.stream(nodes.spliterator(), false).map(text));
  }

  private static String joined(String separator, Stream<String> texts) {
    List<String> some = texts.filter(Objects::nonNull).toList();
    return some.isEmpty() ? null : String.join(separator, some);
  }
}
