// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MessageType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The kinds of content: how each field of WhatsApp's {@code message Message} is treated, where its
 * text is, and which message it answers. The table has a line for every field of the definition
 * that WhatsApp Web's revision 1045649367 uses ({@code WAWebProtobufsE2E}) and of the one in
 * Baileys 7 (WhatsApp 2.3000.1029496320), in the order of their numbers. A field that is not here
 * is a kind that this version does not know.
 *
 * @param type type of the message, when it becomes one
 * @param text reads the text that a person sees; null when it becomes no message
 * @param target the field with the key of the message that it answers; null for none
 * @param relation how it belongs to another message, when the definition has a field of its own for
 *     that; null for none
 */
public record MessageContentKind(
    ContentRole role,
    MessageType type,
    Function<JsonNode, String> text,
    String target,
    String relation) {

  public enum ContentRole {
    MESSAGE,
    WRAPPER,
    /** It edits or deletes another message, or is a message between devices. */
    PROTOCOL,
    /** It changes another message, and only the recipients' devices can read the new content. */
    ENCRYPTED_CHANGE,
    /** It is about other messages, keys or settings only: an event, never a message. */
    EVENT,
    /** It accompanies a content; alone it is an event. */
    ASIDE,
    /** It accompanies a content and is none itself; alone it means that the content is missing. */
    BESIDE
  }

  private static final Function<JsonNode, String> CAPTION = ContentTextExtractor.first("caption");
  private static final Function<JsonNode, String> CHANNEL = ContentTextExtractor::channel;
  private static final Function<JsonNode, String> POLL = ContentTextExtractor::poll;
  private static final Function<JsonNode, String> TEXT = ContentTextExtractor.first("text");

  private static final Map<String, MessageContentKind> TABLE = new HashMap<>();

  static {
    says("conversation", MessageType.TEXT, ContentTextExtractor::words); // 1
    is("senderKeyDistributionMessage", ContentRole.ASIDE); // 2
    says("imageMessage", MessageType.IMAGE, CAPTION); // 3
    says("contactMessage", MessageType.CONTACT, ContentTextExtractor::contact); // 4
    says("locationMessage", MessageType.LOCATION, ContentTextExtractor::location); // 5
    says("extendedTextMessage", MessageType.TEXT, TEXT); // 6
    says("documentMessage", MessageType.DOCUMENT, CAPTION); // 7
    says("audioMessage", MessageType.AUDIO, ContentTextExtractor.first("speechToText")); // 8
    says("videoMessage", MessageType.VIDEO, CAPTION); // 9
    says("call", MessageType.CALL, CallTextExtractor::call); // 10
    is("chat", ContentRole.EVENT); // 11
    is("protocolMessage", ContentRole.PROTOCOL); // 12
    says("contactsArrayMessage", MessageType.CONTACTS, ContentTextExtractor::contacts); // 13
    says("highlyStructuredMessage", MessageType.TEMPLATE, ContentTextExtractor::template); // 14
    is("fastRatchetKeySenderKeyDistributionMessage", ContentRole.ASIDE); // 15
    answers(
        "sendPaymentMessage",
        MessageType.PAYMENT,
        CommerceTextExtractor::sent,
        "requestMessageKey"); // 16
    says("liveLocationMessage", MessageType.LIVE_LOCATION, ContentTextExtractor::location); // 18
    says("requestPaymentMessage", MessageType.PAYMENT, CommerceTextExtractor::requested); // 22
    answers(
        "declinePaymentRequestMessage",
        MessageType.PAYMENT,
        node -> "Payment request declined",
        "key"); // 23
    answers(
        "cancelPaymentRequestMessage",
        MessageType.PAYMENT,
        node -> "Payment request cancelled",
        "key"); // 24
    says("templateMessage", MessageType.TEMPLATE, ContentTextExtractor::template); // 25
    says("stickerMessage", MessageType.STICKER, CAPTION); // 26
    says(
        "groupInviteMessage",
        MessageType.GROUP_INVITE,
        ContentTextExtractor.both("groupName", "caption"));
    says(
        "templateButtonReplyMessage",
        MessageType.BUTTON_RESPONSE,
        ContentTextExtractor::button); // 29
    says("productMessage", MessageType.PRODUCT, CommerceTextExtractor::product); // 30
    is("deviceSentMessage", ContentRole.WRAPPER); // 31
    is("messageContextInfo", ContentRole.BESIDE); // 35
    says("listMessage", MessageType.LIST, ContentTextExtractor::list); // 36
    is("viewOnceMessage", ContentRole.WRAPPER); // 37
    answers(
        "orderMessage",
        MessageType.ORDER,
        CommerceTextExtractor::order,
        "orderRequestMessageId"); // 38
    says(
        "listResponseMessage", MessageType.LIST_RESPONSE, ContentTextExtractor::listResponse); // 39
    is("ephemeralMessage", ContentRole.WRAPPER); // 40
    says("invoiceMessage", MessageType.PAYMENT, ContentTextExtractor.first("note")); // 41
    says(
        "buttonsMessage",
        MessageType.BUTTONS,
        ContentTextExtractor.first("contentText", "text", "footerText")); // 42
    says("buttonsResponseMessage", MessageType.BUTTON_RESPONSE, ContentTextExtractor::button); // 43
    says("paymentInviteMessage", MessageType.PAYMENT, node -> "Invitation to pay in the chat");
    says("interactiveMessage", MessageType.INTERACTIVE, ContentTextExtractor::interactive); // 45
    says(
        "reactionMessage", MessageType.REACTION, ContentTextExtractor.first("text", "emoji")); // 46
    is("stickerSyncRmrMessage", ContentRole.EVENT); // 47
    says(
        "interactiveResponseMessage",
        MessageType.INTERACTIVE_RESPONSE,
        InteractiveResponseTextExtractor::interactiveResponse); // 48
    says("pollCreationMessage", MessageType.POLL, POLL); // 49
    answers(
        "pollUpdateMessage",
        MessageType.POLL_VOTE,
        ContentTextExtractor::vote,
        "pollCreationMessageKey"); // 50
    is("keepInChatMessage", ContentRole.EVENT); // 51
    is("documentWithCaptionMessage", ContentRole.WRAPPER); // 53
    is("requestPhoneNumberMessage", ContentRole.EVENT); // 54
    is("viewOnceMessageV2", ContentRole.WRAPPER); // 55
    is("encReactionMessage", ContentRole.EVENT); // 56
    is("editedMessage", ContentRole.WRAPPER); // 58
    is("viewOnceMessageV2Extension", ContentRole.WRAPPER); // 59
    says("pollCreationMessageV2", MessageType.POLL, POLL); // 60
    says("scheduledCallCreationMessage", MessageType.CALL, CallTextExtractor::scheduled); // 61
    is("groupMentionedMessage", ContentRole.WRAPPER); // 62
    is("pinInChatMessage", ContentRole.EVENT); // 63
    says("pollCreationMessageV3", MessageType.POLL, POLL); // 64
    is("scheduledCallEditMessage", ContentRole.EVENT); // 65
    says("ptvMessage", MessageType.VIDEO_NOTE, CAPTION); // 66
    is("botInvokeMessage", ContentRole.WRAPPER); // 67
    says("callLogMesssage", MessageType.CALL, CallTextExtractor::log); // 69, spelled so by WhatsApp
    is("messageHistoryBundle", ContentRole.EVENT); // 70
    is("encCommentMessage", ContentRole.EVENT); // 71
    says("bcallMessage", MessageType.CALL, CallTextExtractor::broadcast); // 72
    is("lottieStickerMessage", ContentRole.WRAPPER); // 74
    says("eventMessage", MessageType.EVENT, ContentTextExtractor.both("name", "description")); // 75
    is("encEventResponseMessage", ContentRole.EVENT); // 76
    wraps("commentMessage", "targetMessageKey", null); // 77
    says("newsletterAdminInviteMessage", MessageType.CHANNEL_INVITE, CHANNEL); // 78
    says("placeholderMessage", MessageType.PLACEHOLDER, node -> null); // 80
    is("secretEncryptedMessage", ContentRole.ENCRYPTED_CHANGE); // 82
    is("albumMessage", ContentRole.EVENT); // 83
    wraps("eventCoverImage", null, "event_cover_image"); // 85
    says(
        "stickerPackMessage",
        MessageType.STICKER_PACK,
        ContentTextExtractor.both("name", "caption")); // 86
    is("statusMentionMessage", ContentRole.WRAPPER); // 87
    says("pollResultSnapshotMessage", MessageType.POLL, POLL); // 88
    wraps("pollCreationOptionImageMessage", null, "media_poll"); // 90
    is("associatedChildMessage", ContentRole.WRAPPER); // 91
    is("groupStatusMentionMessage", ContentRole.WRAPPER); // 92
    says("pollCreationMessageV4", MessageType.POLL, POLL); // 93, mostly a wrapper
    is("statusAddYours", ContentRole.WRAPPER); // 95
    is("groupStatusMessage", ContentRole.WRAPPER); // 96
    says("richResponseMessage", MessageType.TEXT, ContentTextExtractor::richResponse); // 97
    is("statusNotificationMessage", ContentRole.EVENT); // 98
    is("limitSharingMessage", ContentRole.WRAPPER); // 99
    is("botTaskMessage", ContentRole.WRAPPER); // 100
    is("questionMessage", ContentRole.WRAPPER); // 101
    is("messageHistoryNotice", ContentRole.EVENT); // 102
    is("groupStatusMessageV2", ContentRole.WRAPPER); // 103
    is("botForwardedMessage", ContentRole.WRAPPER); // 104
    answers("statusQuestionAnswerMessage", MessageType.TEXT, TEXT, "key"); // 105
    is("questionReplyMessage", ContentRole.WRAPPER); // 106
    answers("questionResponseMessage", MessageType.TEXT, TEXT, "key"); // 107
    answers("statusQuotedMessage", MessageType.TEXT, TEXT, "originalStatusId"); // 109
    is("statusStickerInteractionMessage", ContentRole.EVENT); // 110
    says("pollCreationMessageV5", MessageType.POLL, POLL); // 111
    says("newsletterFollowerInviteMessageV2", MessageType.CHANNEL_INVITE, CHANNEL); // 113
    says("pollResultSnapshotMessageV3", MessageType.POLL, POLL); // 114
    is("newsletterAdminProfileMessage", ContentRole.WRAPPER); // 116
    is("spoilerMessage", ContentRole.WRAPPER); // 118
    says("pollCreationMessageV6", MessageType.POLL, POLL); // 119
    says("conditionalRevealMessage", MessageType.PLACEHOLDER, node -> null); // 120
    is("pollAddOptionMessage", ContentRole.EVENT); // 121
    says(
        "eventInviteMessage",
        MessageType.EVENT,
        ContentTextExtractor.both("eventTitle", "caption")); // 122
    is("groupRootKeyShare", ContentRole.ASIDE); // 123
    says("paymentReminderMessage", MessageType.PAYMENT, CommerceTextExtractor::reminder); // 124
    says("splitPaymentMessage", MessageType.PAYMENT, CommerceTextExtractor::split); // 125
    is("newsletterAdminProfileStatusMessage", ContentRole.WRAPPER); // 126
    is("rootSecretDistributeMessage", ContentRole.ASIDE); // 127
    is("splitPaymentUpdateMessage", ContentRole.EVENT); // 128
    says("musicMessage", MessageType.MUSIC, ContentTextExtractor::music); // 129
    is("statusLinkPreviewMetadata", ContentRole.ASIDE); // 130
    is("botPlatformRegistrationSuccessMessage", ContentRole.WRAPPER); // 131
    addEvolutionsOwn();
  }

  /** Evolution's additions, names of its Cloud channel, other spellings. */
  private static void addEvolutionsOwn() {
    says("callLogMessage", MessageType.CALL, CallTextExtractor::log);
    says("contact", MessageType.CONTACT, ContentTextExtractor::contact);
    says("buttonMessage", MessageType.BUTTONS, ContentTextExtractor::buttons);
    for (String name :
        new String[] {"contextInfo", "base64", "mediaUrl", "speechToText", "quoted"}) {
      is(name, ContentRole.BESIDE);
    }
  }

  private static void says(String name, MessageType type, Function<JsonNode, String> text) {
    answers(name, type, text, null);
  }

  private static void answers(
      String name, MessageType type, Function<JsonNode, String> text, String target) {
    TABLE.put(name, new MessageContentKind(ContentRole.MESSAGE, type, text, target, null));
  }

  private static void is(String name, ContentRole role) {
    TABLE.put(name, new MessageContentKind(role, null, null, null, null));
  }

  private static void wraps(String name, String target, String relation) {
    TABLE.put(name, new MessageContentKind(ContentRole.WRAPPER, null, null, target, relation));
  }

  static MessageContentKind of(String name) {
    return TABLE.get(name);
  }

  /** Whether a field of that kind may be the content; an unknown one (null) may. */
  static boolean mayBeContent(MessageContentKind kind) {
    return kind == null || kind.role != ContentRole.BESIDE && kind.role != ContentRole.ASIDE;
  }
}
