// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter.Reason;
import dev.carteiro.topology.parse.RawWebhook;
import dev.carteiro.topology.parse.WebhookFixtures;
import dev.carteiro.topology.parse.WebhookParseResult;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
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
    byte[] bytes = WebhookFixtures.bytes(body);

    // When
    WebhookParseResult result = WebhookFixtures.parse(bytes);

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            WebhookParseResult.RejectedWebhook.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  @Test
  void rejectsARecordWithoutValue() {
    // Given
    byte[] none = null;

    // When
    WebhookParseResult result = WebhookFixtures.parse(none);

    // Then
    assertThat(result)
        .isEqualTo(
            new WebhookParseResult.RejectedWebhook(Reason.NOT_JSON, "the body is empty", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{'a':", "{'instance':'acme','data':[", "{'instance':'acme','x':["})
  void rejectsNestingWithoutEnd(String opening) {
    // Given
    byte[] body = WebhookFixtures.bytes(opening.repeat(100_000));

    // When
    WebhookParseResult result = WebhookFixtures.parse(body);

    // Then
    assertThat(((WebhookParseResult.RejectedWebhook) result).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @Test
  void acceptsWhatCanBeWrittenAndReadAgainInsideARecord() throws IOException {
    // Given
    int depth = WebhookDocumentReader.MAX_DEPTH - 1;
    byte[] body =
        WebhookFixtures.bytes(
            "{'instance':'acme','data':" + "[".repeat(depth) + "]".repeat(depth) + "}");

    // When
    OtherEventFact event = (OtherEventFact) WebhookFixtures.events(body).get(0);

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
    int depth = WebhookDocumentReader.MAX_DEPTH;
    byte[] body =
        WebhookFixtures.bytes(
            "{'instance':'acme','data':" + "[".repeat(depth) + "]".repeat(depth) + "}");

    // When
    WebhookParseResult result = WebhookFixtures.parse(body);

    // Then
    assertThat(((WebhookParseResult.RejectedWebhook) result).reason()).isEqualTo(Reason.NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"acme", "/acme", "DEFAULT/acme", "default/globex", "default/", "other one/acme"})
  void rejectsABodyWhoseInstanceIsNotTheRecordKeys(String key) {
    // Given
    RawWebhook raw =
        new RawWebhook(
            key,
            WebhookFixtures.bytes("{'instance':'acme'}"),
            WebhookFixtures.RECEIVED,
            null,
            null);

    // When
    WebhookParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(((WebhookParseResult.RejectedWebhook) result).reason())
        .isEqualTo(Reason.AMBIGUOUS_ENVELOPE);
  }

  @Test
  void rejectsABodyInWhichOnlyThisReaderFindsAnInstance() {
    // Given
    RawWebhook raw =
        new RawWebhook(
            null,
            WebhookFixtures.bytes("{'instance':'acme'}"),
            WebhookFixtures.RECEIVED,
            null,
            null);

    // When
    WebhookParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(((WebhookParseResult.RejectedWebhook) result).reason())
        .isEqualTo(Reason.AMBIGUOUS_ENVELOPE);
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
    byte[] bytes = WebhookFixtures.bytes(body);

    // When
    WebhookParseResult.RejectedWebhook rejected =
        (WebhookParseResult.RejectedWebhook) WebhookFixtures.parse(bytes);

    // Then
    assertThat(rejected.detail()).isNotBlank().doesNotContain(SECRET);
    assertThat(rejected.event()).isEqualTo("messages.upsert");
  }

  @Test
  void readsTheEnvelope() {
    // Given
    byte[] body =
        WebhookFixtures.bytes(
            "{'event':'CALL','instance':'acme','data':{'instanceId':'i-1'},'destination':'http://x','date_time':"
                + "'2026-11-21T02:30:45.476Z','sender':'5511900000001@s.whatsapp.net','apikey':'****'}");

    // When
    WebhookParseResult result =
        new WebhookParser()
            .parse(
                new RawWebhook(
                    "eu-1/acme", body, WebhookFixtures.RECEIVED, WebhookFixtures.TRACE, "f00"));

    // Then
    WebhookEnvelope envelope = ((WebhookParseResult.ParsedFacts) result).events().get(0).envelope();
    assertThat(envelope.instance().text()).isEqualTo("eu-1/acme");
    assertThat(envelope.event()).isEqualTo("call");
    assertThat(envelope.dateTime()).isEqualTo("2026-11-21T02:30:45.476Z");
    assertThat(envelope.sender()).isEqualTo("5511900000001@s.whatsapp.net");
    assertThat(envelope.evolutionInstanceIds()).containsExactly("i-1");
    assertThat(envelope.apikeyFingerprint()).isEqualTo("f00");
    assertThat(envelope.receivedAt()).isEqualTo(WebhookFixtures.RECEIVED);
    assertThat(envelope.traceId()).isEqualTo(WebhookFixtures.TRACE);
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
    byte[] body = WebhookFixtures.body("contacts.update", data);

    // When
    WebhookEnvelope envelope = WebhookFixtures.events(body).get(0).envelope();

    // Then
    assertThat(String.join(" ", envelope.evolutionInstanceIds().stream().sorted().toList()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme inc", "   ", "a/b", "ação ✓", "\u0000", "名"})
  void acceptsAnyNonEmptyInstanceNameThatTheKeyConfirms(String name) {
    // Given
    byte[] body = Json.write(Map.of("instance", name));
    RawWebhook raw = new RawWebhook("default/" + name, body, WebhookFixtures.RECEIVED, null, null);

    // When
    WebhookParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(
            ((WebhookParseResult.ParsedFacts) result).events().get(0).envelope().instance().name())
        .isEqualTo(name);
  }

  @Test
  void acceptsAnInstanceNameOf500Characters() {
    // Given
    String name = "n".repeat(500);
    RawWebhook raw =
        new RawWebhook(
            "default/" + name,
            WebhookFixtures.bytes("{'instance':'" + name + "'}"),
            WebhookFixtures.RECEIVED,
            null,
            null);

    // When
    WebhookParseResult result = new WebhookParser().parse(raw);

    // Then
    assertThat(result).isInstanceOf(WebhookParseResult.ParsedFacts.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
  void readsEveryEncodingThatJsonMayHave(String charset) {
    // Given
    String body =
        new String(
            WebhookFixtures.body("messages.upsert", WebhookFixtures.message("{}")),
            StandardCharsets.UTF_8);

    // When
    List<WebhookFact> events = WebhookFixtures.events(body.getBytes(Charset.forName(charset)));

    // Then
    assertThat(events).singleElement().isInstanceOf(MessageArrivalFact.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC0, 0xF8, 0xFF})
  void rejectsBytesThatAreNoText(int invalid) {
    // Given
    byte[] body = WebhookFixtures.bytes("{'instance':'acme','data':'x'}");
    body[body.length - 3] = (byte) invalid;

    // When
    WebhookParseResult result = WebhookFixtures.parse(body);

    // Then
    assertThat(((WebhookParseResult.RejectedWebhook) result).reason()).isEqualTo(Reason.NOT_JSON);
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
    byte[] bytes = WebhookFixtures.bytes(body);

    // When
    List<WebhookFact> events = WebhookFixtures.events(bytes);

    // Then
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            OtherEventFact.class,
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
      byte[] body = WebhookFixtures.body(event, data);

      // When
      List<WebhookFact> events = WebhookFixtures.events(body);

      // Then
      assertThat(events)
          .as(data)
          .containsExactly(OtherEventFact.of(events.get(0).envelope(), WebhookFixtures.json(data)));
      assertThat(events.get(0).envelope().event()).isEqualTo(event);
    }
  }

  @Test
  void keepsTheGoodElementsBesideABadOne() {
    // Given
    String last = WebhookFixtures.message("{'key':{'id':'B2','remoteJid':'c'}}");
    String data = "[" + WebhookFixtures.message("{}") + ",{'pushName':'x'},null," + last + "]";

    // When
    List<WebhookFact> events = WebhookFixtures.events("messages.set", data);

    // Then
    assertThat(events).extracting(WebhookFact::factKey).element(0).isEqualTo("M:AAA1");
    assertThat(events).extracting(WebhookFact::factKey).element(3).isEqualTo("M:B2");
    assertThat(events.subList(1, 3))
        .extracting(event -> ((OtherEventFact) event).data())
        .containsExactly(WebhookFixtures.json("{'pushName':'x'}"), NullNode.getInstance());
  }

  @Test
  void keepsAnElementThatCannotBeReadAsItWas() {
    // Given
    String data = "[{'message':{'imageMessage':{},'base64':'AAEC'}}]";

    // When
    OtherEventFact event = WebhookFixtures.event(OtherEventFact.class, "messages.upsert", data);

    // Then
    assertThat(event.data()).isEqualTo(WebhookFixtures.json(data).get(0));
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
    OtherEventFact event = WebhookFixtures.event(OtherEventFact.class, name, data);

    // Then
    assertThat(event.data()).isEqualTo(WebhookFixtures.json(data));
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
    List<WebhookFact> events = WebhookFixtures.events(name, "null");

    // Then
    assertThat(events).hasSize(2);
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            ConnectionChangeFact.class, change -> assertThat(change.state()).isEqualTo(state));
    assertThat(events.get(1)).isInstanceOf(OtherEventFact.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'messages':[%s]}", "[%s]", "%s"})
  void readsOneObjectAnArrayOrAnObjectThatHoldsAnArray(String form) {
    // Given
    String data = form.formatted(WebhookFixtures.message("{}"));

    // When
    List<WebhookFact> events = WebhookFixtures.events("MESSAGES_UPSERT", data);

    // Then
    assertThat(events).singleElement().isInstanceOf(MessageArrivalFact.class);
    assertThat(events.get(0).envelope().event()).isEqualTo("messages.upsert");
  }

  @Test
  void keepsNumbersThatNoDoubleHolds() {
    // Given
    byte[] body =
        WebhookFixtures.bytes(
            "{'instance':'acme','event':'x','data':[1e400,1.10,123456789012345678901234567890]}");

    // When
    OtherEventFact event = (OtherEventFact) WebhookFixtures.events(body).get(0);

    // Then
    assertThat(event.data()).hasToString("[1E+400,1.10,123456789012345678901234567890]");
  }
}
