// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static dev.carteiro.console.alert.AlertMessageFormatter.oneLine;

import dev.carteiro.console.alert.AlertChannelSettings.MailChannelSettings;
import dev.carteiro.console.alert.AlertNoticeChannel.PermanentDeliveryException;
import dev.carteiro.console.alert.AlertNoticeChannel.TemporaryDeliveryException;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;

/** Sends one mail to all administrators; that of a resolved alert replies to that of its start. */
final class MailNoticeChannel implements AlertNoticeChannel {
  private static final String CONNECT_MS = "5000";
  private static final String READ_MS = "10000";

  private final MailChannelSettings settings;
  private final AlertMessageFormatter formatter;
  private final Session session;
  private final InternetAddress from;
  private final Address[] to;

  /**
   * @throws IllegalArgumentException if an address is invalid
   */
  MailNoticeChannel(MailChannelSettings settings, AlertMessageFormatter formatter) {
    this.settings = settings;
    this.formatter = formatter;
    this.from = address(settings.from());
    this.to = settings.to().stream().map(MailNoticeChannel::address).toArray(Address[]::new);
    this.session = Session.getInstance(properties(settings));
  }

  private static Properties properties(MailChannelSettings settings) {
    Properties properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", Integer.toString(settings.port()));
    properties.put("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(settings.startTls()));
    // Otherwise the server, or an attacker in between, could disable the encryption.
    properties.put("mail.smtp.starttls.required", Boolean.toString(settings.startTls()));
    properties.put("mail.smtp.ssl.enable", Boolean.toString(settings.ssl()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    // The library's default is no timeout.
    properties.put("mail.smtp.connectiontimeout", CONNECT_MS);
    properties.put("mail.smtp.timeout", READ_MS);
    properties.put("mail.smtp.writetimeout", READ_MS);
    // The other addresses get the mail even if the server refuses one of them.
    properties.put("mail.smtp.sendpartial", "true");
    return properties;
  }

  @Override
  public String name() {
    return "email";
  }

  @Override
  public int perMinute() {
    return settings.perMinute();
  }

  @Override
  public void deliver(AlertNotice notice)
      throws TemporaryDeliveryException, PermanentDeliveryException {
    try {
      Transport.send(message(notice), settings.user().orElse(null), settings.password().orElse(""));
    } catch (AuthenticationFailedException e) {
      throw new TemporaryDeliveryException("the SMTP server refuses user or password", e);
    } catch (SendFailedException e) {
      if (e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0) {
        // At least one address got the mail; a retry would send it there twice.
        return;
      }
      throw new TemporaryDeliveryException("the SMTP server takes none of the addresses", e);
    } catch (MessagingException e) {
      throw new TemporaryDeliveryException("the SMTP server did not take it", e);
    }
  }

  private MimeMessage message(AlertNotice notice) throws MessagingException {
    String id = messageId(notice.id());
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(from);
    message.setRecipients(Message.RecipientType.TO, to);
    message.setSentDate(Date.from(notice.first().at()));
    message.setSubject(oneLine(formatter.title(notice)), "UTF-8");
    message.setText(body(notice), "UTF-8");
    // Asks mail servers not to send automatic replies.
    message.setHeader("Auto-Submitted", "auto-generated");
    if (!notice.isDigest() && notice.first().state() == AlertState.RESOLVED) {
      String firing = messageId(AlertNotice.id(notice.first(), AlertState.FIRING));
      message.setHeader("In-Reply-To", firing);
      message.setHeader("References", firing);
    }
    return message;
  }

  private String messageId(String digest) {
    return "<" + digest + "@" + from.getAddress().replaceFirst("^.*@", "") + ">";
  }

  private String body(AlertNotice notice) {
    List<String> lines = new ArrayList<>();
    for (AlertEvent event : notice.events()) {
      if (notice.isDigest()) {
        lines.add(oneLine(formatter.title(event)));
      }
      lines.add(oneLine(event.message()));
      if (event.state() == AlertState.RESOLVED && event.since() != null) {
        lines.add(formatter.lasted(Duration.between(event.since(), event.at())));
      }
      lines.add("");
      lines.add(facts(event));
      lines.add("");
    }
    return String.join("\n", lines);
  }

  private static String facts(AlertEvent event) {
    Instant at = event.at().truncatedTo(ChronoUnit.SECONDS);
    return "%s %s %s id=%s".formatted(event.rule(), event.state(), at, oneLine(event.id()))
        + (event.tenantId() == null ? "" : " tenant=" + oneLine(event.tenantId()))
        + (event.instance() == null ? "" : " instance=" + oneLine(event.instance().text()));
  }

  private static InternetAddress address(String text) {
    try {
      InternetAddress[] parsed = InternetAddress.parse(text, true);
      if (parsed.length != 1 || !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("not an e-mail address: " + text);
      }
      parsed[0].validate();
      return parsed[0];
    } catch (AddressException e) {
      throw new IllegalArgumentException("not an e-mail address: " + text, e);
    }
  }
}
