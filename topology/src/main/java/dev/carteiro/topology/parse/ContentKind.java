// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageType;
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
 * @param standing how it is treated
 * @param type type of the message, when it becomes one
 * @param text reads the text that a person sees; null when it becomes no message
 * @param target the field with the key of the message that it answers; null for none
 * @param relation how it belongs to another message, when the definition has a field of its own for
 *     that; null for none
 */
record ContentKind(
    Standing standing,
    MessageType type,
    Function<JsonNode, String> text,
    String target,
    String relation) {

  /** How a content is treated. */
  enum Standing {
    /** It is a message. */
    MESSAGE,
    /** The content is the message inside. */
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

  private static final Map<String, ContentKind> TABLE = new HashMap<>();

  static {
    says("conversation", MessageType.TEXT, ContentText::words); // 1
    is("senderKeyDistributionMessage", Standing.ASIDE); // 2
    says("imageMessage", MessageType.IMAGE, ContentText.first("caption")); // 3
    says("contactMessage", MessageType.CONTACT, ContentText::contact); // 4
    says("locationMessage", MessageType.LOCATION, ContentText::location); // 5
    says("extendedTextMessage", MessageType.TEXT, ContentText.first("text")); // 6
    says("documentMessage", MessageType.DOCUMENT, ContentText.first("caption")); // 7
    says("audioMessage", MessageType.AUDIO, ContentText.first("speechToText")); // 8
    says("videoMessage", MessageType.VIDEO, ContentText.first("caption")); // 9
    says("call", MessageType.CALL, CallText::call); // 10
    is("chat", Standing.EVENT); // 11
    is("protocolMessage", Standing.PROTOCOL); // 12
    says("contactsArrayMessage", MessageType.CONTACTS, ContentText::contacts); // 13
    says("highlyStructuredMessage", MessageType.TEMPLATE, ContentText::template); // 14
    is("fastRatchetKeySenderKeyDistributionMessage", Standing.ASIDE); // 15
    answers(
        "sendPaymentMessage", MessageType.PAYMENT, CommerceText::sent, "requestMessageKey"); // 16
    says("liveLocationMessage", MessageType.LIVE_LOCATION, ContentText::location); // 18
    says("requestPaymentMessage", MessageType.PAYMENT, CommerceText::requested); // 22
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
    says("templateMessage", MessageType.TEMPLATE, ContentText::template); // 25
    says("stickerMessage", MessageType.STICKER, ContentText.first("caption")); // 26
    says("groupInviteMessage", MessageType.GROUP_INVITE, ContentText.both("groupName", "caption"));
    says("templateButtonReplyMessage", MessageType.BUTTON_RESPONSE, ContentText::button); // 29
    says("productMessage", MessageType.PRODUCT, CommerceText::product); // 30
    is("deviceSentMessage", Standing.WRAPPER); // 31
    is("messageContextInfo", Standing.BESIDE); // 35
    says("listMessage", MessageType.LIST, ContentText::list); // 36
    is("viewOnceMessage", Standing.WRAPPER); // 37
    answers("orderMessage", MessageType.ORDER, CommerceText::order, "orderRequestMessageId"); // 38
    says("listResponseMessage", MessageType.LIST_RESPONSE, ContentText::listResponse); // 39
    is("ephemeralMessage", Standing.WRAPPER); // 40
    says("invoiceMessage", MessageType.PAYMENT, ContentText.first("note")); // 41
    says(
        "buttonsMessage",
        MessageType.BUTTONS,
        ContentText.first("contentText", "text", "footerText")); // 42
    says("buttonsResponseMessage", MessageType.BUTTON_RESPONSE, ContentText::button); // 43
    says("paymentInviteMessage", MessageType.PAYMENT, node -> "Invitation to pay in the chat");
    says("interactiveMessage", MessageType.INTERACTIVE, ContentText::interactive); // 45
    says("reactionMessage", MessageType.REACTION, ContentText.first("text", "emoji")); // 46
    is("stickerSyncRmrMessage", Standing.EVENT); // 47
    says(
        "interactiveResponseMessage",
        MessageType.INTERACTIVE_RESPONSE,
        FlowText::interactiveResponse); // 48
    says("pollCreationMessage", MessageType.POLL, ContentText::poll); // 49
    answers(
        "pollUpdateMessage",
        MessageType.POLL_VOTE,
        ContentText::vote,
        "pollCreationMessageKey"); // 50
    is("keepInChatMessage", Standing.EVENT); // 51
    is("documentWithCaptionMessage", Standing.WRAPPER); // 53
    is("requestPhoneNumberMessage", Standing.EVENT); // 54
    is("viewOnceMessageV2", Standing.WRAPPER); // 55
    is("encReactionMessage", Standing.EVENT); // 56
    is("editedMessage", Standing.WRAPPER); // 58
    is("viewOnceMessageV2Extension", Standing.WRAPPER); // 59
    says("pollCreationMessageV2", MessageType.POLL, ContentText::poll); // 60
    says("scheduledCallCreationMessage", MessageType.CALL, CallText::scheduled); // 61
    is("groupMentionedMessage", Standing.WRAPPER); // 62
    is("pinInChatMessage", Standing.EVENT); // 63
    says("pollCreationMessageV3", MessageType.POLL, ContentText::poll); // 64
    is("scheduledCallEditMessage", Standing.EVENT); // 65
    says("ptvMessage", MessageType.VIDEO_NOTE, ContentText.first("caption")); // 66
    is("botInvokeMessage", Standing.WRAPPER); // 67
    says("callLogMesssage", MessageType.CALL, CallText::log); // 69, spelled so by WhatsApp
    is("messageHistoryBundle", Standing.EVENT); // 70
    is("encCommentMessage", Standing.EVENT); // 71
    says("bcallMessage", MessageType.CALL, CallText::broadcast); // 72
    is("lottieStickerMessage", Standing.WRAPPER); // 74
    says("eventMessage", MessageType.EVENT, ContentText.both("name", "description")); // 75
    is("encEventResponseMessage", Standing.EVENT); // 76
    wraps("commentMessage", "targetMessageKey", null); // 77
    says("newsletterAdminInviteMessage", MessageType.CHANNEL_INVITE, ContentText::channel); // 78
    says("placeholderMessage", MessageType.PLACEHOLDER, node -> null); // 80
    is("secretEncryptedMessage", Standing.ENCRYPTED_CHANGE); // 82
    is("albumMessage", Standing.EVENT); // 83
    wraps("eventCoverImage", null, "event_cover_image"); // 85
    says("stickerPackMessage", MessageType.STICKER_PACK, ContentText.both("name", "caption")); // 86
    is("statusMentionMessage", Standing.WRAPPER); // 87
    says("pollResultSnapshotMessage", MessageType.POLL, ContentText::poll); // 88
    wraps("pollCreationOptionImageMessage", null, "media_poll"); // 90
    is("associatedChildMessage", Standing.WRAPPER); // 91
    is("groupStatusMentionMessage", Standing.WRAPPER); // 92
    says("pollCreationMessageV4", MessageType.POLL, ContentText::poll); // 93, mostly a wrapper
    is("statusAddYours", Standing.WRAPPER); // 95
    is("groupStatusMessage", Standing.WRAPPER); // 96
    says("richResponseMessage", MessageType.TEXT, ContentText::richResponse); // 97
    is("statusNotificationMessage", Standing.EVENT); // 98
    is("limitSharingMessage", Standing.WRAPPER); // 99
    is("botTaskMessage", Standing.WRAPPER); // 100
    is("questionMessage", Standing.WRAPPER); // 101
    is("messageHistoryNotice", Standing.EVENT); // 102
    is("groupStatusMessageV2", Standing.WRAPPER); // 103
    is("botForwardedMessage", Standing.WRAPPER); // 104
    answers(
        "statusQuestionAnswerMessage", MessageType.TEXT, ContentText.first("text"), "key"); // 105
    is("questionReplyMessage", Standing.WRAPPER); // 106
    answers("questionResponseMessage", MessageType.TEXT, ContentText.first("text"), "key"); // 107
    answers(
        "statusQuotedMessage",
        MessageType.TEXT,
        ContentText.first("text"),
        "originalStatusId"); // 109
    is("statusStickerInteractionMessage", Standing.EVENT); // 110
    says("pollCreationMessageV5", MessageType.POLL, ContentText::poll); // 111
    says(
        "newsletterFollowerInviteMessageV2",
        MessageType.CHANNEL_INVITE,
        ContentText::channel); // 113
    says("pollResultSnapshotMessageV3", MessageType.POLL, ContentText::poll); // 114
    is("newsletterAdminProfileMessage", Standing.WRAPPER); // 116
    is("spoilerMessage", Standing.WRAPPER); // 118
    says("pollCreationMessageV6", MessageType.POLL, ContentText::poll); // 119
    says("conditionalRevealMessage", MessageType.PLACEHOLDER, node -> null); // 120
    is("pollAddOptionMessage", Standing.EVENT); // 121
    says("eventInviteMessage", MessageType.EVENT, ContentText.both("eventTitle", "caption")); // 122
    is("groupRootKeyShare", Standing.ASIDE); // 123
    says("paymentReminderMessage", MessageType.PAYMENT, CommerceText::reminder); // 124
    says("splitPaymentMessage", MessageType.PAYMENT, CommerceText::split); // 125
    is("newsletterAdminProfileStatusMessage", Standing.WRAPPER); // 126
    is("rootSecretDistributeMessage", Standing.ASIDE); // 127
    is("splitPaymentUpdateMessage", Standing.EVENT); // 128
    says("musicMessage", MessageType.MUSIC, ContentText::music); // 129
    is("statusLinkPreviewMetadata", Standing.ASIDE); // 130
    is("botPlatformRegistrationSuccessMessage", Standing.WRAPPER); // 131
    addEvolutionsOwn();
  }

  /**
   * Adds what is not WhatsApp's: Evolution's additions, names of its Cloud channel, other
   * spellings.
   */
  private static void addEvolutionsOwn() {
    says("callLogMessage", MessageType.CALL, CallText::log);
    says("contact", MessageType.CONTACT, ContentText::contact);
    says("buttonMessage", MessageType.BUTTONS, ContentText::buttons);
    for (String name :
        new String[] {"contextInfo", "base64", "mediaUrl", "speechToText", "quoted"}) {
      is(name, Standing.BESIDE);
    }
  }

  private static void says(String name, MessageType type, Function<JsonNode, String> text) {
    answers(name, type, text, null);
  }

  private static void answers(
      String name, MessageType type, Function<JsonNode, String> text, String target) {
    TABLE.put(name, new ContentKind(Standing.MESSAGE, type, text, target, null));
  }

  private static void is(String name, Standing standing) {
    TABLE.put(name, new ContentKind(standing, null, null, null, null));
  }

  private static void wraps(String name, String target, String relation) {
    TABLE.put(name, new ContentKind(Standing.WRAPPER, null, null, target, relation));
  }

  /** The kind of that name; null when this version does not know it. */
  static ContentKind of(String name) {
    return TABLE.get(name);
  }

  /** Whether a field of that kind may be the content; an unknown one (null) may. */
  static boolean mayBeContent(ContentKind kind) {
    return kind == null || kind.standing != Standing.BESIDE && kind.standing != Standing.ASIDE;
  }
}
