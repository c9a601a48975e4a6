// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.sender.DispatchFixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvolutionRequestTest {

  @ParameterizedTest
  @MethodSource("contents")
  void eachContentHasItsCall(
      OutboundMessageContent content, String message, String path, String body) {
    // When
    EvolutionRequest request =
        EvolutionRequest.of(DispatchFixtures.send("acme", message, content)).orElseThrow();
    // Then
    assertThat(request.path()).isEqualTo("/message/" + path + "/acme");
    assertThat(text(request)).isEqualTo(body.replace('\'', '"'));
  }

  static Stream<Arguments> contents() {
    return Stream.of(
        Arguments.of(
            new OutboundMessageContent.TextContent(),
            "olá da api",
            "sendText",
            "{'number':'5521988887777','text':'olá da api'}"),
        Arguments.of(
            new OutboundMessageContent.MediaContent("image", "https://x/y.png", null, null),
            "look",
            "sendMedia",
            "{'number':'5521988887777','mediatype':'image','media':'https://x/y.png','caption':'look'}"),
        Arguments.of(
            new OutboundMessageContent.MediaContent(
                "document", "aGVsbG8=", "application/pdf", "a.pdf"),
            null,
            "sendMedia",
            "{'number':'5521988887777','mediatype':'document','media':'aGVsbG8=','mimetype':'application/pdf','fileName':'a.pdf'}"),
        Arguments.of(
            new OutboundMessageContent.AudioContent("https://x/y.ogg"),
            null,
            "sendWhatsAppAudio",
            "{'number':'5521988887777','audio':'https://x/y.ogg'}"),
        Arguments.of(
            new OutboundMessageContent.LocationContent(-22.9, -43.2, "Rio", "Av. Atlântica"),
            null,
            "sendLocation",
            "{'number':'5521988887777','latitude':-22.9,'longitude':-43.2,'name':'Rio','address':'Av. Atlântica'}"),
        Arguments.of(
            new OutboundMessageContent.ContactContent(
                List.of(new OutboundMessageContent.ContactCard("Ana", "5511", null, "a@x", null))),
            null,
            "sendContact",
            "{'number':'5521988887777','contact':[{'fullName':'Ana','phoneNumber':'5511','email':'a@x'}]}"),
        Arguments.of(
            new OutboundMessageContent.ReactionContent("3EB0", true, ""),
            null,
            "sendReaction",
            "{'key':{'id':'3EB0','remoteJid':'5521988887777@s.whatsapp.net','fromMe':true},'reaction':''}"),
        Arguments.of(
            new OutboundMessageContent.PollContent(1, List.of("a", "b")),
            "which?",
            "sendPoll",
            "{'number':'5521988887777','name':'which?','selectableCount':1,'values':['a','b']}"));
  }

  @Test
  void aReactionInAGroupKeepsItsJid() {
    // When
    EvolutionRequest request =
        EvolutionRequest.of(
                DispatchFixtures.of(
                    DispatchAction.SEND,
                    "acme",
                    "120363@g.us",
                    null,
                    new OutboundMessageContent.ReactionContent("3EB0", false, "👍"),
                    null))
            .orElseThrow();
    // Then
    assertThat(text(request)).contains("\"remoteJid\":\"120363@g.us\"");
  }

  @Test
  void aClientsIdGoesWithIt() {
    // When
    EvolutionRequest request =
        EvolutionRequest.of(
                DispatchFixtures.of(
                    DispatchAction.SEND,
                    "acme",
                    "5521988887777",
                    "x",
                    new OutboundMessageContent.TextContent(),
                    "3EB0CAFE"))
            .orElseThrow();
    // Then
    assertThat(text(request)).endsWith("\"messageId\":\"3EB0CAFE\"}");
  }

  @Test
  void typingIsACallOfItsOwn() {
    // When
    EvolutionRequest request = EvolutionRequest.of(dispatch(DispatchAction.PRESENCE)).orElseThrow();
    // Then
    assertThat(request.path()).isEqualTo("/chat/sendPresence/acme");
    assertThat(text(request))
        .isEqualTo("{\"number\":\"5521988887777\",\"presence\":\"composing\",\"delay\":1500}");
  }

  @Test
  void aProbeHasNoBody() {
    // When
    EvolutionRequest request = EvolutionRequest.of(dispatch(DispatchAction.PROBE)).orElseThrow();
    // Then
    assertThat(request.path()).isEqualTo("/instance/connectionState/acme");
    assertThat(request.body()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "acme?instanceName=globex, acme%3FinstanceName%3Dglobex",
    "a/../globex, a%2F..%2Fglobex",
    "loja #1 são, loja%20%231%20s%C3%A3o",
    "%2e%2e, %252e%252e",
    "a;b&c, a%3Bb%26c",
    "a_b-c.d~e, a_b-c.d~e"
  })
  void noNameLeavesItsSegment(String name, String segment) {
    // When
    EvolutionRequest request =
        EvolutionRequest.of(
                DispatchFixtures.send(name, "x", new OutboundMessageContent.TextContent()))
            .orElseThrow();
    // Then
    assertThat(request.path()).isEqualTo("/message/sendText/" + segment);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aNameThatIsAStepInAPathHasNoRequest(String name) {
    // When / Then
    assertThat(
            EvolutionRequest.of(
                DispatchFixtures.send(name, "x", new OutboundMessageContent.TextContent())))
        .isEmpty();
  }

  private static SendDispatch dispatch(DispatchAction action) {
    return DispatchFixtures.of(action, "acme", "5521988887777", null, null, null);
  }

  private static String text(EvolutionRequest request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }
}
