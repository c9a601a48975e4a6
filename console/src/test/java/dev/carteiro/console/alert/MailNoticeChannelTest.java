// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailNoticeChannelTest {
  private static final Instant AT = Instant.parse("2026-03-02T12:00:00Z");

  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    smtp.start();
  }

  @AfterEach
  void stop() {
    smtp.stop();
  }

  @Test
  void bothAdministratorsReceiveTheAlertAndItsEndInOneThread() throws Exception {
    // Given
    AlertEvent firing = AlertEventFixture.firing(AlertRuleId.KAFKA_DOWN, null, AT);
    MailNoticeChannel channel = channel(Map.of());

    // When
    channel.deliver(AlertNotice.of(firing));
    channel.deliver(AlertNotice.of(AlertEventFixture.over(firing, AT.plusSeconds(95))));

    // Then
    MimeMessage[] mails = smtp.getReceivedMessages();
    assertThat(mails).hasSize(4);
    assertThat(smtp.getUserManager().listUser())
        .extracting(GreenMailUser::getEmail)
        .containsExactlyInAnyOrder("ana@example.org", "bia@example.org");
    MimeMessage begin = mails[0];
    MimeMessage end = mails[mails.length - 1];
    assertThat(begin.getSubject()).isEqualTo("[CRITICAL] Kafka does not answer");
    assertThat(end.getSubject()).isEqualTo("[RESOLVED] Kafka does not answer");
    assertThat(begin.getFrom()[0]).hasToString("carteiro@example.org");
    assertThat(end.getHeader("In-Reply-To")).containsExactly(begin.getMessageID());
    assertThat(end.getHeader("References")).containsExactly(begin.getMessageID());
    assertThat(GreenMailUtil.getBody(end)).contains("It lasted 1 min.", "id=kafka-down");
  }

  @Test
  void aNameCannotBecomeAHeader() throws Exception {
    // Given
    String evil = "default/a\r\nBcc: eve@example.org\r\n\r\nhello";

    // When
    channel(Map.of())
        .deliver(
            AlertNotice.of(AlertEventFixture.firing(AlertRuleId.INSTANCE_DISCONNECTED, evil, AT)));

    // Then
    MimeMessage mail = smtp.getReceivedMessages()[0];
    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getSubject()).contains("Bcc: eve@example.org").doesNotContain("\n", "\r");
    assertThat(smtp.getReceivedMessages()).hasSize(2);
  }

  @Test
  void manyAreOneMail() throws Exception {
    // Given
    List<AlertEvent> events =
        List.of(
            AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, AT),
            AlertEventFixture.firing(AlertRuleId.SENDER_DOWN, null, AT),
            AlertEventFixture.over(
                AlertEventFixture.firing(AlertRuleId.KAFKA_DOWN, null, AT), AT.plusSeconds(1)));

    // When
    channel(Map.of("ALERT_LANGUAGE", "pt")).deliver(new AlertNotice(events));

    // Then
    MimeMessage mail = smtp.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[ALERTAS] 2 ativos, 1 resolvidos");
    assertThat((String) mail.getContent())
        .contains("[CRÍTICO] Nenhum sink responde", "[RESOLVIDO] Kafka não responde");
  }

  @Test
  void aServerThatIsAwayIsAFailureThatPasses() {
    // Given
    MailNoticeChannel channel = channel(Map.of());
    AlertEvent event = AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, AT);
    smtp.stop();

    // When / Then
    assertThatThrownBy(() -> channel.deliver(AlertNotice.of(event)))
        .isInstanceOf(AlertNoticeChannel.TemporaryDeliveryException.class);
    assertThat(event.state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void encryptionThatWasAskedForIsNotDoneWithout() {
    // Given
    MailNoticeChannel channel = channel(Map.of("EMAIL_USE_TLS", "true"));

    // When / Then
    assertThatThrownBy(
            () ->
                channel.deliver(
                    AlertNotice.of(AlertEventFixture.firing(AlertRuleId.SINK_DOWN, null, AT))))
        .isInstanceOf(AlertNoticeChannel.TemporaryDeliveryException.class);
    assertThat(smtp.getReceivedMessages()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtTheStart() {
    // When / Then
    for (String address : List.of("ana", "ana@", "ana@example.org\r\nBcc: eve@example.org")) {
      assertThatThrownBy(() -> channel(Map.of("DEFAULT_FROM_EMAIL", address)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private MailNoticeChannel channel(Map<String, String> settings) {
    Environment environment =
        new Environment(
                Map.of(
                    "ADMIN_EMAILS", "ana@example.org,bia@example.org",
                    "DEFAULT_FROM_EMAIL", "carteiro@example.org",
                    "EMAIL_PORT", Integer.toString(smtp.getSmtp().getPort())))
            .with(settings);
    AlertChannelSettings channels = environment.bind(AlertSettings.class).channels();
    Locale locale = channels.language().locale();
    return new MailNoticeChannel(channels.mail().orElseThrow(), new AlertMessageFormatter(locale));
  }
}
