// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStatusErrorParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "'errors':[{'code':131026,'title':'Message undeliverable','error_data':{'details':'Not on WhatsApp.'}}]"
            + " | 131026 | Message undeliverable | Not on WhatsApp.",
        "'errors':{'code':'131049','title':'Ecosystem','message':'Not delivered'}"
            + " | 131049 | Ecosystem | Not delivered",
        "'errors':[{'code':470,'title':'Window','message':'Window'}] | 470 | Window | none",
        "'errors':['blocked by the recipient'] | none | blocked by the recipient | none",
        "'errors':'131051' | 131051 | none | none",
        "'errors':[null,{},{'code':1}] | 1 | none | none",
        "'error':{'message':'Rate limit hit','type':'OAuthException','code':130429,'fbtrace_id':'A'}"
            + " | 130429 | Rate limit hit | none",
        "'error':{'error':{'code':100,'message':'Invalid parameter'}} | 100 | Invalid parameter | none",
        "'error':'Recipient not found' | none | Recipient not found | none",
        "'messageStubType':2,'messageStubParameters':['463','account restricted'] | 463 | account restricted | none",
        "'messageStubParameters':['479'] | 479 | none | none",
        "'messageStubParameters':'421' | 421 | none | none",
        "'messageStubParameters':[{'x':1},'No session'] | none | No session | none",
        "'errors':[],'messageStubParameters':[408] | 408 | none | none",
        "'errors':'[{\\\"code\\\":131047,\\\"title\\\":\\\"Re-engagement\\\"}]' | 131047 | Re-engagement | none",
        "'errors':[{'code':131026,'title':'Undeliverable','error_data':'not on WhatsApp'}]"
            + " | 131026 | Undeliverable | not on WhatsApp",
        "'errors':['(#131047) Re-engagement message'] | 131047 | Re-engagement message | none",
        "'errors':{'0':{'code':131026,'title':'Undeliverable'}} | 131026 | Undeliverable | none",
        "'statuses':[{'errors':[{'code':131026,'title':'Undeliverable'}]}] | 131026 | Undeliverable | none",
        "'error':{'isBoom':true,'output':{'statusCode':463,'payload':{'message':'restricted'}}}"
            + " | 463 | restricted | none",
        "'errorCode':131049,'errorMessage':'Ecosystem' | 131049 | Ecosystem | none",
        "'reason':'131026' | 131026 | none | none",
        "'messageStubParameters':[['463']] | 463 | none | none",
        "'messageStubParameters':{'0':'463','1':'restricted'} | 463 | restricted | none"
      })
  void readsEveryFormOfAReason(String fields, String code, String title, String detail) {
    // Given
    String data = "{'keyId':'K1','remoteJid':'c','status':'FAILED'," + fields + "}";

    // When
    MessageStatusFact reported =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data);

    // Then
    assertThat(reported.status()).isEqualTo(MessageStatus.ERROR);
    assertThat(reported.error()).isEqualTo(new MessageStatusError(code, title, detail));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'keyId':'K1','status':'ERROR'}",
        "{'keyId':'K1','status':'ERROR','errors':[],'error':null,'messageStubParameters':[]}",
        "{'keyId':'K1','status':'ERROR','errors':{},'error':'','messageStubParameters':[{}]}",
        "{'keyId':'K1','status':'READ','errors':[{'code':1}]}"
      })
  void saysNothingWhenNobodyDid(String data) {
    assertThat(WebhookFixtures.event(MessageStatusFact.class, "messages.update", data).error())
        .isNull();
  }

  @Test
  void readsTheReasonOfAMessageThatComesAsFailed() {
    // When
    MessageArrivalFact arrived =
        WebhookFixtures.arrived(
            "{'key':{'id':'A','remoteJid':'c','fromMe':true},'status':'ERROR','messageStubParameters':['463']}");

    // Then
    assertThat(arrived.error()).isEqualTo(new MessageStatusError("463", null, null));
  }

  @Test
  void boundsWhatItTakes() {
    // Given
    String endless = "x".repeat(100_000);
    String data =
        "{'keyId':'K1','status':'ERROR','errors':[{'code':'%1$s','title':'%1$s','details':'d%1$s'}]}"
            .formatted(endless);

    // When
    MessageStatusError error =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data).error();

    // Then
    assertThat(error.code()).hasSize(64);
    assertThat(error.title()).hasSize(300);
    assertThat(error.detail()).hasSize(1_000);
  }
}
