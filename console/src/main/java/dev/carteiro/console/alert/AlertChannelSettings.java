// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Settings of the channels that notify people of alerts: e-mail, webhook and WhatsApp. A channel
 * without an address is disabled.
 */
public record AlertChannelSettings(
    Optional<MailChannelSettings> mail,
    Optional<WebhookChannelSettings> webhook,
    Optional<WhatsAppChannelSettings> whatsApp,
    @Setting(name = "ALERT_LANGUAGE", defaultValue = "en")
        @HelpText("Language of notices: en or pt.")
        NoticeLanguage language,
    @Setting(name = "ALERT_QUIET", defaultValue = "PT10M", range = "PT0S..P1D")
        @HelpText(
            "How long after a notice the same alert is not told again, should it come and go.")
        Duration quiet,
    @Setting(name = "ALERT_GIVE_UP_AFTER", defaultValue = "PT1H", range = "PT1S..P7D")
        @HelpText("How long a notice is tried before it is given up, which is counted and logged.")
        Duration giveUpAfter) {

  /** Languages that notices are written in. */
  public enum NoticeLanguage {
    EN,
    PT;

    public Locale locale() {
      return Locale.forLanguageTag(name().toLowerCase(Locale.ROOT));
    }
  }

  /** The e-mail channel. */
  public record MailChannelSettings(
      @Setting(name = "ADMIN_EMAILS", groupKey = true)
          @HelpText("Addresses that alerts are mailed to, comma-separated.")
          List<String> to,
      @Setting(name = "DEFAULT_FROM_EMAIL") @HelpText("Address that alerts are mailed from.")
          String from,
      @Setting(name = "EMAIL_HOST", defaultValue = "127.0.0.1") @HelpText("SMTP server.")
          String host,
      @Setting(name = "EMAIL_PORT", defaultValue = "25", range = "0..65535")
          @HelpText("Its port: 25, 587 with EMAIL_USE_TLS, 465 with EMAIL_USE_SSL.")
          int port,
      @Setting(name = "EMAIL_HOST_USER") @HelpText("User at the SMTP server; absent for none.")
          Optional<String> user,
      @Setting(name = "EMAIL_HOST_PASSWORD", secret = true)
          @HelpText("Password at the SMTP server.")
          Optional<String> password,
      @Setting(name = "EMAIL_USE_TLS", defaultValue = "false") @HelpText("Require STARTTLS.")
          boolean startTls,
      @Setting(name = "EMAIL_USE_SSL", defaultValue = "false") @HelpText("TLS from the start.")
          boolean ssl,
      @Setting(name = "ALERT_EMAIL_RATE", defaultValue = "6", range = "2..1000")
          @HelpText("Mails in a minute at most; more are put together.")
          int perMinute) {
    public MailChannelSettings {
      if (startTls && ssl) {
        throw new InvalidSettingException("EMAIL_USE_TLS", "excludes EMAIL_USE_SSL");
      }
    }

    @Override
    public String toString() {
      return "Mail[to=" + to.size() + " addresses, host=" + host + ", port=" + port + "]";
    }
  }

  /** The webhook channel: signed HTTP requests to one URL. */
  public record WebhookChannelSettings(
      @Setting(name = "ALERT_WEBHOOK_URL", groupKey = true)
          @HelpText("URL that alerts are posted to.")
          List<URI> urls,
      @Setting(name = "ALERT_WEBHOOK_SECRET", secret = true, minLength = 24)
          @HelpText(
              "Secret that signs them, at least 24 characters; whsec_ and base64, or any text.")
          String secret) {
    public WebhookChannelSettings {
      if (urls.size() > 1) {
        throw new InvalidSettingException("ALERT_WEBHOOK_URL", "names more than one URL");
      }
    }

    URI url() {
      return urls.get(0);
    }

    @Override
    public String toString() {
      return "Webhook[host=" + url().getHost() + "]";
    }
  }

  /**
   * The WhatsApp channel: messages through an instance of this system.
   *
   * @param instance name, or {@code gateway/name}
   */
  public record WhatsAppChannelSettings(
      @Setting(name = "ALERT_WHATSAPP_INSTANCE") @HelpText("Instance that alerts are sent from.")
          String instance,
      @Setting(name = "ALERT_WHATSAPP_TO", groupKey = true)
          @HelpText("Phone numbers that alerts go to, comma-separated.")
          List<String> to,
      @Setting(name = "ALERT_WHATSAPP_API_KEY", secret = true)
          @HelpText("API key that may send through ALERT_WHATSAPP_INSTANCE.")
          String apiKey,
      @Setting(name = "ALERT_WHATSAPP_RATE", defaultValue = "3", range = "2..1000")
          @HelpText("WhatsApp messages to each number in a minute at most; more are put together.")
          int perMinute) {
    @Override
    public String toString() {
      return "WhatsApp[instance=" + instance + ", to=" + to.size() + " numbers]";
    }
  }
}
