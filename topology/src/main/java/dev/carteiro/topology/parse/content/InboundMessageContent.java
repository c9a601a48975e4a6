// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.util.Map;

/**
 * The content of a {@code message} object, found inside its wrappers.
 *
 * @param role how it is treated, by {@link MessageContentKind}'s table; a kind that is not there is
 *     a message
 * @param text the text that a person sees; null for none
 * @param node the content itself, such as the {@code imageMessage}; the holder when Evolution left
 *     that level out
 * @param holder the object in which the content stands
 * @param outer the {@code message} object itself, where Evolution adds {@code base64} and {@code
 *     mediaUrl}
 * @param outermostName the name of the content, or of its outermost wrapper; null when there is
 *     none
 * @param name the name of the content itself; null when there is none
 * @param protocol the protocol message that was met on the way to the content, or that is the
 *     content; missing when there is none
 * @param target id of the message that it answers, where its kind has a field for that; null for
 *     none
 * @param parent the message that it belongs to; null for none
 */
public record InboundMessageContent(
    MessageContentKind.ContentRole role,
    MessageType type,
    String text,
    JsonNode node,
    JsonNode holder,
    JsonNode outer,
    String outermostName,
    String name,
    JsonNode protocol,
    String target,
    ParentMessageReference parent) {
  /** Real messages have up to four wrappers. */
  private static final int MOST_WRAPPERS = 16;

  /** The Cloud channel delivers an answer under the type of its question. */
  private static final Map<MessageType, MessageType> ANSWERS =
      Map.of(
          MessageType.BUTTONS, MessageType.BUTTON_RESPONSE,
          MessageType.INTERACTIVE, MessageType.INTERACTIVE_RESPONSE,
          MessageType.LIST, MessageType.LIST_RESPONSE);

  private static final String PROTOCOL = "protocolMessage";
  private static final String EDITED = "editedMessage";

  /**
   * @param outer the {@code message} object; may be anything
   * @param word Evolution's {@code messageType}; null when it gave none
   * @param fromMe whether the instance itself wrote it
   */
  public static InboundMessageContent of(JsonNode outer, String word, boolean fromMe) {
    return new ContentFinder(outer, fromMe).content(word);
  }

  /** Goes through the wrappers to the content, and keeps what each level says. */
  private static final class ContentFinder {
    private final JsonNode outer;
    private final boolean fromMe;
    private JsonNode holder;
    private String outermost;
    private String name;
    private MessageContentKind kind;
    private JsonNode protocol = MissingNode.getInstance();
    private String target;
    private String relation;
    private String quotedByWrapper;
    private ParentMessageReference parent;

    ContentFinder(JsonNode outer, boolean fromMe) {
      this.outer = outer;
      this.holder = outer;
      this.fromMe = fromMe;
    }

    InboundMessageContent content(String word) {
      if (!outer.isObject()) {
        boolean absent = outer.isMissingNode() || outer.isNull();
        return found(
            absent ? MessageType.PLACEHOLDER : MessageType.UNKNOWN,
            ContentTextExtractor.words(outer),
            outer);
      }
      String hint = word;
      for (int wrappers = 0; wrappers < MOST_WRAPPERS; wrappers++) {
        readLevel(hint);
        JsonNode inner = name == null ? null : inner(name, holder.path(name));
        if (inner == null) {
          return innermost();
        }
        holder = inner;
        hint = null;
      }
      kind = null;
      return found(MessageType.UNKNOWN, null, holder);
    }

    private void readLevel(String hint) {
      name = contentName(holder, hint);
      kind = name == null ? null : MessageContentKind.of(name);
      outermost = outermost == null ? name : outermost;
      ParentMessageReference named = ParentMessageParser.read(holder);
      parent = named == null ? parent : named;
      if (kind != null) {
        relation = kind.relation() == null ? relation : kind.relation();
        if (kind.target() != null) {
          target = JsonFieldReader.id(holder.path(name), kind.target(), "id");
        }
        if (kind.role() == MessageContentKind.ContentRole.WRAPPER) {
          quotedByWrapper = quoted(holder.path(name));
        }
        if (isChange(name, holder.path(name))) {
          protocol = holder.path(name);
        }
      }
    }

    private InboundMessageContent innermost() {
      boolean whole = name == null || !holder.hasNonNull(name);
      JsonNode node = whole ? holder : holder.path(name);
      if (kind == null) {
        boolean bare = whole && isBare(holder);
        return found(
            bare ? MessageType.PLACEHOLDER : MessageType.UNKNOWN,
            orConversation(ContentTextExtractor.ofUnknown(node)),
            node);
      }
      if (kind.type() == null) {
        // An empty wrapper may come again, with its content.
        boolean empty = node.isEmpty();
        return found(
            empty ? MessageType.PLACEHOLDER : MessageType.UNKNOWN,
            empty ? null : ContentTextExtractor.ofUnknown(node),
            node);
      }
      MessageType type = kind.type();
      boolean flattened = whole && holder.hasNonNull("conversation");
      if (!fromMe && (flattened || ContentTextExtractor.isReply(node))) {
        type = ANSWERS.getOrDefault(type, type);
      }
      String text = orConversation(kind.text().apply(node));
      if (type == MessageType.AUDIO) {
        boolean recorded = node.path("ptt").asBoolean() || node.path("voice").asBoolean();
        type = recorded ? MessageType.VOICE : type;
        text = text == null ? ContentTextExtractor.words(outer.path("speechToText")) : text;
      }
      return found(type, text, node);
    }

    /** What is quoted beside the content's own place for that: in a part of it, or around it. */
    private String answered(MessageType type, JsonNode node) {
      String within = null;
      if (type == MessageType.TEMPLATE) {
        within = quoted(node.path("interactiveMessageTemplate"));
      } else if (type == MessageType.PAYMENT && node.path("noteMessage").isObject()) {
        within = quoted(InboundMessageContent.of(node.path("noteMessage"), null, fromMe).node());
      }
      return within == null ? quotedByWrapper : within;
    }

    private String orConversation(String text) {
      return text == null ? ContentTextExtractor.words(holder.path("conversation")) : text;
    }

    private InboundMessageContent found(MessageType type, String text, JsonNode node) {
      return new InboundMessageContent(
          kind == null || kind.role() == MessageContentKind.ContentRole.WRAPPER
              ? MessageContentKind.ContentRole.MESSAGE
              : kind.role(),
          type,
          text,
          node,
          holder,
          outer,
          outermost,
          name,
          protocol,
          target == null ? answered(type, node) : target,
          parent == null && relation != null ? new ParentMessageReference(null, relation) : parent);
    }
  }

  /** This place without a content of its own, of which a notice says what it stands for. */
  InboundMessageContent asNotice(
      MessageContentKind.ContentRole newRole,
      MessageType newType,
      String newText,
      JsonNode newProtocol) {
    return new InboundMessageContent(
        newRole, newType, newText, node, holder, outer, null, null, newProtocol, null, null);
  }

  /** The message that the {@code contextInfo} of this object quotes; null for none. */
  public static String quoted(JsonNode node) {
    JsonNode context = node.path("contextInfo");
    if (!context.isObject()) {
      return null;
    }
    String id = JsonFieldReader.id(context, "stanzaId");
    return id == null ? JsonFieldReader.id(context, "stanzaID") : id;
  }

  /** The message inside a wrapper; null when the node is content itself. */
  private static JsonNode inner(String name, JsonNode node) {
    if (node.path("message").isObject()) {
      return node.path("message");
    }
    MessageContentKind kind = MessageContentKind.of(name);
    if (kind != null
        && kind.role() == MessageContentKind.ContentRole.WRAPPER
        && !isChange(name, node)) {
      // Some leave the level of the message out.
      return holdsContent(node) ? node : null;
    }
    return isChange(name, node) && node.path(EDITED).isObject() ? node.path(EDITED) : null;
  }

  /** Whether it is a protocol message, also one that stands where its wrapper is to be expected. */
  private static boolean isChange(String name, JsonNode node) {
    return name.equals(PROTOCOL) || name.equals(EDITED) && node.path("key").has("id");
  }

  private static boolean holdsContent(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      MessageContentKind kind = MessageContentKind.of(field.getKey());
      if (kind != null
              && MessageContentKind.mayBeContent(kind)
              && field.getValue().isContainerNode()
          || field.getKey().equals("conversation")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The name of the field that holds the content. Evolution's {@code messageType} names it, except
   * on its Cloud channel: that calls contacts and reactions it sends {@code conversation}, and
   * flattens choices to a {@code conversation} but keeps their type.
   */
  private static String contentName(JsonNode holder, String word) {
    String named =
        word == null || !MessageContentKind.mayBeContent(MessageContentKind.of(word)) ? null : word;
    if (named != null && holder.hasNonNull(named) && !isEmptyText(holder.path(named))) {
      return named;
    }
    String known = null;
    String any = null;
    String aside = null;
    String empty = null;
    for (Map.Entry<String, JsonNode> field : holder.properties()) {
      if (field.getValue().isNull()) {
        continue;
      }
      String name = field.getKey();
      MessageContentKind kind = MessageContentKind.of(name);
      if (isEmptyText(field.getValue())) {
        // Some write the fields that are not set, too.
        empty = MessageContentKind.mayBeContent(kind) ? name : empty;
      } else if (MessageContentKind.mayBeContent(kind)) {
        any = any == null ? name : any;
        if (kind != null || inner(name, field.getValue()) != null) {
          known = name;
          break;
        }
      } else if (kind.role() == MessageContentKind.ContentRole.ASIDE) {
        aside = name;
      }
    }
    known = known == null && any == null ? empty : known;
    if (named == null) {
      return known != null ? known : any != null ? any : aside;
    }
    if (MessageContentKind.of(named) == null) {
      return known != null ? known : any != null ? any : named;
    }
    return known == null || "conversation".equals(known) ? named : known;
  }

  private static boolean isEmptyText(JsonNode node) {
    return node.isTextual() && node.textValue().isEmpty();
  }

  private static boolean isBare(JsonNode holder) {
    for (Map.Entry<String, JsonNode> field : holder.properties()) {
      if (MessageContentKind.mayBeContent(MessageContentKind.of(field.getKey()))
          && !field.getValue().isNull()) {
        return false;
      }
    }
    return !holder.hasNonNull("base64") && !holder.hasNonNull("mediaUrl");
  }
}
