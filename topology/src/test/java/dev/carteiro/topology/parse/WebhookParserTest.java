// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter.Reason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookParserTest {
  private static final String SECRET = "tok-secret-0001";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\" | NOT_JSON",
        "\"  \n\" | NOT_JSON",
        "hello | NOT_JSON",
        "{'instance':'acme' | NOT_JSON",
        "{'instance':'acme','data':{'key':{'id':'A | NOT_JSON",
        "{'instance':'acme'}} | NOT_JSON",
        "{'instance':'acme'} {'instance':'acme'} | NOT_JSON",
        "{'instance':'acme','data':NaN} | NOT_JSON",
        "{'instance':'acme','data':1e99999999999} | NOT_JSON",
        "{instance:'acme'} | NOT_JSON",
        "[{'instance':'acme'} | NOT_JSON",
        "[{'instance':'acme'}] | NOT_AN_OBJECT",
        "'acme' | NOT_AN_OBJECT",
        "17 | NOT_AN_OBJECT",
        "null | NOT_AN_OBJECT",
        "{} | MISSING_INSTANCE",
        "{'data':{'instance':'acme'}} | MISSING_INSTANCE",
        "{'instance':null} | MISSING_INSTANCE",
        "{'instance':7} | MISSING_INSTANCE",
        "{'instance':''} | MISSING_INSTANCE",
        "{'instance':{'name':'acme'}} | MISSING_INSTANCE",
        "{'instance':['acme']} | MISSING_INSTANCE",
        "{'instance':'acme','instance':'globex'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'acme','instance':'acme'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'acme','\\u0069nstance':'acme'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'acme','event':'a','event':'b'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'acme','data':{},'data':[]} | AMBIGUOUS_ENVELOPE",
        "{'instance':'globex'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'ACME'} | AMBIGUOUS_ENVELOPE",
        "{'instance':'acme '} | AMBIGUOUS_ENVELOPE",
        "{'instance':'default/acme'} | AMBIGUOUS_ENVELOPE"
      })
  void rejectsBodiesWhoseEnvelopeCannotBeTrusted(String body, Reason reason) {
    // Given
    byte[] bytes = Webhooks.bytes(body);

    // When
    ParseResult result = Webhooks.parse(bytes);

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            ParseResult.Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  @Test
  void rejectsARecordWithoutValue() {
    // Given
    byte[] none = null;

    // When
    ParseResult result = Webhooks.parse(none);

    // Then
    assertThat(result)
        .isEqualTo(new ParseResult.Rejected(Reason.NOT_JSON, "the body is empty", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{'a':", "{'instance':'acme','data':[", "{'instance':'acme','x':["})
  void rejectsNestingWithoutEnd(String opening) {
    // Given
    byte[] body = Webhooks.bytes(opening.repeat(100_000));

    // When
    ParseResult result = Webhooks.parse(body);

    // Then
    assertThat(((ParseResult.Rejected) result).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @Test
  void acceptsWhatCanBeWrittenAndReadAgainInsideARecord() throws IOException {
    // Given
    int depth = Outline.MAX_DEPTH - 1;
    byte[] body =
        Webhooks.bytes("{'instance':'acme','data':" + "[".repeat(depth) + "]".repeat(depth) + "}");

    // When
    OtherEvent event = (OtherEvent) Webhooks.events(body).get(0);

    // Then
    record Within(Object one) {}
    byte[] written = Json.write(new Within(new Within(new Within(event.data()))));
    try (JsonParser parser = Json.mapper().createParser(written)) {
      parser.nextToken();
      assertThat(parser.skipChildren().currentToken()).isNotNull();
    }
    assertThat(event.factKey()).startsWith("X::");
  }

  @Test
  void rejectsWhatWouldBeTooDeepInsideARecord() {
    // Given
    int depth = Outline.MAX_DEPTH;
    byte[] body =
        Webhooks.bytes("{'instance':'acme','data':" + "[".repeat(depth) + "]".repeat(depth) + "}");

    // When
    ParseResult result = Webhooks.parse(body);

    // Then
    assertThat(((ParseResult.Rejected) result).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"acme", "/acme", "DEFAULT/acme", "default/globex", "default/", "other one/acme"})
  void rejectsABodyWhoseInstanceIsNotTheRecordKeys(String key) {
    // Given
    RawWebhook raw =
        new RawWebhook(key, Webhooks.bytes("{'instance':'acme'}"), Webhooks.RECEIVED, null, null);

    // When
    ParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(((ParseResult.Rejected) result).reason()).isEqualTo(Reason.AMBIGUOUS_ENVELOPE);
  }

  @Test
  void rejectsABodyInWhichOnlyThisReaderFindsAnInstance() {
    // Given
    RawWebhook raw =
        new RawWebhook(null, Webhooks.bytes("{'instance':'acme'}"), Webhooks.RECEIVED, null, null);

    // When
    ParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(((ParseResult.Rejected) result).reason()).isEqualTo(Reason.AMBIGUOUS_ENVELOPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'instance':'acme','event':'messages.upsert','apikey':'"
            + SECRET
            + "','data':"
            + SECRET
            + "}",
        "{'event':'messages.upsert','apikey':'" + SECRET + "','data':'" + SECRET + "'}",
        "{'instance':'" + SECRET + "','event':'messages.upsert'}",
        "{'instance':'acme','event':'messages.upsert','data':'" + SECRET,
        "{'instance':'acme','event':'messages.upsert'} " + SECRET
      })
  void namesTheEventButNoContentOfWhatItRejects(String body) {
    // Given
    byte[] bytes = Webhooks.bytes(body);

    // When
    ParseResult.Rejected rejected = (ParseResult.Rejected) Webhooks.parse(bytes);

    // Then
    assertThat(rejected.detail()).isNotBlank().doesNotContain(SECRET);
    assertThat(rejected.event()).isEqualTo("messages.upsert");
  }

  @Test
  void readsTheEnvelope() {
    // Given
    byte[] body =
        Webhooks.bytes(
            "{'event':'CALL','instance':'acme','data':{'instanceId':'i-1'},'destination':'http://x','date_time':"
                + "'2026-11-21T02:30:45.476Z','sender':'5511900000001@s.whatsapp.net','apikey':'****'}");

    // When
    ParseResult result =
        new WebhookParser()
            .parse(new RawWebhook("eu-1/acme", body, Webhooks.RECEIVED, Webhooks.TRACE, "f00"));

    // Then
    Envelope envelope = ((ParseResult.Parsed) result).events().get(0).envelope();
    assertThat(envelope.instance().text()).isEqualTo("eu-1/acme");
    assertThat(envelope.event()).isEqualTo("call");
    assertThat(envelope.dateTime()).isEqualTo("2026-11-21T02:30:45.476Z");
    assertThat(envelope.sender()).isEqualTo("5511900000001@s.whatsapp.net");
    assertThat(envelope.evolutionInstanceIds()).containsExactly("i-1");
    assertThat(envelope.apikeyFingerprint()).isEqualTo("f00");
    assertThat(envelope.receivedAt()).isEqualTo(Webhooks.RECEIVED);
    assertThat(envelope.traceId()).isEqualTo(Webhooks.TRACE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'instanceId':'a'} | a",
        "[{'instanceId':'a'},{'instanceId':'b'},{'x':1},'y',{'instanceId':'a'}] | a b",
        "{'instanceId':'a','messages':[{'instanceId':'b'},{}]} | a b",
        "{'instanceId':7} | \"\"",
        "{'key':{'instanceId':'a'}} | \"\"",
        "null | \"\"",
        "[] | \"\""
      })
  void collectsEveryInstanceIdOfTheData(String data, String expected) {
    // Given
    byte[] body = Webhooks.body("contacts.update", data);

    // When
    Envelope envelope = Webhooks.events(body).get(0).envelope();

    // Then
    assertThat(String.join(" ", envelope.evolutionInstanceIds().stream().sorted().toList()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme inc", "   ", "a/b", "ação ✓", "\u0000", "名"})
  void acceptsAnyNonEmptyInstanceNameThatTheKeyConfirms(String name) {
    // Given
    byte[] body = Json.write(Map.of("instance", name));
    RawWebhook raw = new RawWebhook("default/" + name, body, Webhooks.RECEIVED, null, null);

    // When
    ParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(((ParseResult.Parsed) result).events().get(0).envelope().instance().name())
        .isEqualTo(name);
  }

  @Test
  void acceptsAnInstanceNameOf500Characters() {
    // Given
    String name = "n".repeat(500);
    RawWebhook raw =
        new RawWebhook(
            "default/" + name,
            Webhooks.bytes("{'instance':'" + name + "'}"),
            Webhooks.RECEIVED,
            null,
            null);

    // When
    ParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
  void readsEveryEncodingThatJsonMayHave(String charset) {
    // Given
    String body =
        new String(
            Webhooks.body("messages.upsert", Webhooks.message("{}")), StandardCharsets.UTF_8);

    // When
    List<ParsedEvent> events = Webhooks.events(body.getBytes(Charset.forName(charset)));

    // Then
    assertThat(events).singleElement().isInstanceOf(MessageArrived.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC0, 0xF8, 0xFF})
  void rejectsBytesThatAreNoText(int invalid) {
    // Given
    byte[] body = Webhooks.bytes("{'instance':'acme','data':'x'}");
    body[body.length - 3] = (byte) invalid;

    // When
    ParseResult result = Webhooks.parse(body);

    // Then
    assertThat(((ParseResult.Rejected) result).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'instance':'acme'}",
        "{'instance':'acme','event':null}",
        "{'event':7,'instance':'acme'}",
        "{'event':'','instance':'acme'}"
      })
  void keepsAWebhookWithoutEventName(String body) {
    // Given
    byte[] bytes = Webhooks.bytes(body);

    // When
    List<ParsedEvent> events = Webhooks.events(bytes);

    // Then
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            OtherEvent.class,
            other -> {
              assertThat(other.envelope().event()).isEmpty();
              assertThat(other.data()).isEqualTo(NullNode.getInstance());
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "messages.upsert",
        "messages.set",
        "send.message",
        "messages.update",
        "messages.edited",
        "messages.delete",
        "send.message.update",
        "connection.update"
      })
  void keepsDataThatNamesNoMessage(String event) {
    for (String data :
        new String[] {
          "null",
          "'text'",
          "7",
          "true",
          "{}",
          "[]",
          "{'key':null}",
          "{'key':'A'}",
          "{'key':{}}",
          "{'key':{'id':7}}",
          "{'key':{'id':''}}",
          "{'keyId':' '}",
          "{'messages':[]}",
          "{'messages':7}"
        }) {
      // Given
      byte[] body = Webhooks.body(event, data);

      // When
      List<ParsedEvent> events = Webhooks.events(body);

      // Then
      assertThat(events)
          .as(data)
          .containsExactly(new OtherEvent(events.get(0).envelope(), Webhooks.json(data)));
      assertThat(events.get(0).envelope().event()).isEqualTo(event);
    }
  }

  @Test
  void keepsTheGoodElementsBesideABadOne() {
    // Given
    String last = Webhooks.message("{'key':{'id':'B2','remoteJid':'c'}}");
    String data = "[" + Webhooks.message("{}") + ",{'pushName':'x'},null," + last + "]";

    // When
    List<ParsedEvent> events = Webhooks.events("messages.set", data);

    // Then
    assertThat(events).extracting(ParsedEvent::factKey).element(0).isEqualTo("M:AAA1");
    assertThat(events).extracting(ParsedEvent::factKey).element(3).isEqualTo("M:B2");
    assertThat(events.subList(1, 3))
        .extracting(event -> ((OtherEvent) event).data())
        .containsExactly(Webhooks.json("{'pushName':'x'}"), NullNode.getInstance());
  }

  @Test
  void keepsAnElementThatCannotBeReadAsItWas() {
    // Given
    String data = "[{'message':{'imageMessage':{},'base64':'AAEC'}}]";

    // When
    OtherEvent event = Webhooks.event(OtherEvent.class, "messages.upsert", data);

    // Then
    assertThat(event.data()).isEqualTo(Webhooks.json(data).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contacts.upsert",
        "contacts.update",
        "chats.set",
        "chats.delete",
        "groups.upsert",
        "presence.update",
        "call",
        "labels.edit",
        "qrcode.updated",
        "status.instance",
        "typebot.start",
        "error",
        "messages.exploded"
      })
  void passesOtherEventsOnWhole(String name) {
    // Given
    String data = "[{'id':1,'x':[1,2]},{'id':2}]";

    // When
    OtherEvent event = Webhooks.event(OtherEvent.class, name, data);

    // Then
    assertThat(event.data()).isEqualTo(Webhooks.json(data));
    assertThat(event.envelope().event()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "instance.create, created",
    "INSTANCE_DELETE, deleted",
    "remove-instance, removed",
    "logout.instance, logged_out"
  })
  void whatBecomesOfAnInstanceIsAStateOfItsConnectionAndAnEvent(String name, String state) {
    // When
    List<ParsedEvent> events = Webhooks.events(name, "null");

    // Then
    assertThat(events).hasSize(2);
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            ConnectionChanged.class, change -> assertThat(change.state()).isEqualTo(state));
    assertThat(events.get(1)).isInstanceOf(OtherEvent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'messages':[%s]}", "[%s]", "%s"})
  void readsOneObjectAnArrayOrAnObjectThatHoldsAnArray(String form) {
    // Given
    String data = form.formatted(Webhooks.message("{}"));

    // When
    List<ParsedEvent> events = Webhooks.events("MESSAGES_UPSERT", data);

    // Then
    assertThat(events).singleElement().isInstanceOf(MessageArrived.class);
    assertThat(events.get(0).envelope().event()).isEqualTo("messages.upsert");
  }

  @Test
  void keepsNumbersThatNoDoubleHolds() {
    // Given
    byte[] body =
        Webhooks.bytes(
            "{'instance':'acme','event':'x','data':[1e400,1.10,123456789012345678901234567890]}");

    // When
    OtherEvent event = (OtherEvent) Webhooks.events(body).get(0);

    // Then
    assertThat(event.data()).hasToString("[1E+400,1.10,123456789012345678901234567890]");
  }
}
