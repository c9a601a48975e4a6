// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.Environment;
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
 *
 * @param language language of the notices
 * @param quiet how long after a notice the same alert is not notified again, so that a flapping
 *     alert stays quiet
 * @param giveUpAfter how long the delivery of a notice is retried
 */
public record AlertChannelSettings(
    NoticeLanguage language,
    Duration quiet,
    Duration giveUpAfter,
    Optional<MailChannelSettings> mail,
    Optional<WebhookChannelSettings> webhook,
    Optional<WhatsAppChannelSettings> whatsApp) {

  /** Languages that notices are written in. */
  public enum NoticeLanguage {
    EN,
    PT;

    public Locale locale() {
      return Locale.forLanguageTag(name().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * The e-mail channel.
   *
   * @param startTls whether STARTTLS is required
   * @param ssl whether the connection uses TLS from the start
   * @param perMinute maximum mails per minute; further notices are combined
   */
  public record MailChannelSettings(
      List<String> to,
      String from,
      String host,
      int port,
      Optional<String> user,
      Optional<String> password,
      boolean startTls,
      boolean ssl,
      int perMinute) {
    public MailChannelSettings {
      to = List.copyOf(to);
    }

    @Override
    public String toString() {
      return "Mail[to=" + to.size() + " addresses, host=" + host + ", port=" + port + "]";
    }
  }

  /** The webhook channel: signed HTTP requests. */
  public record WebhookChannelSettings(URI url, String secret) {
    @Override
    public String toString() {
      return "Webhook[host=" + url.getHost() + "]";
    }
  }

  /**
   * The WhatsApp channel: messages through an instance of this system.
   *
   * @param instance name, or {@code gateway/name}
   * @param to phone numbers
   * @param perMinute maximum messages per minute to each number; further notices are combined
   */
  public record WhatsAppChannelSettings(
      String instance, List<String> to, String apiKey, int perMinute) {
    public WhatsAppChannelSettings {
      to = List.copyOf(to);
    }

    @Override
    public String toString() {
      return "WhatsApp[instance=" + instance + ", to=" + to.size() + " numbers]";
    }
  }

  public static final Setting<List<String>> ADMIN_EMAILS =
      Setting.texts("ADMIN_EMAILS", "", "Addresses that alerts are mailed to, comma-separated.");
  public static final Setting<Optional<String>> FROM_EMAIL =
      Setting.optional("DEFAULT_FROM_EMAIL", "Address that alerts are mailed from.");
  public static final Setting<String> EMAIL_HOST =
      Setting.text("EMAIL_HOST", "127.0.0.1", "SMTP server.");
  public static final Setting<Integer> EMAIL_PORT =
      Setting.port(
          "EMAIL_PORT", 25, "Its port: 25, 587 with EMAIL_USE_TLS, 465 with EMAIL_USE_SSL.");
  public static final Setting<Optional<String>> EMAIL_USER =
      Setting.optional("EMAIL_HOST_USER", "User at the SMTP server; absent for none.");
  public static final Setting<Optional<String>> EMAIL_PASSWORD =
      Setting.optionalSecret("EMAIL_HOST_PASSWORD", "Password at the SMTP server.");
  public static final Setting<Boolean> EMAIL_TLS =
      Setting.flag("EMAIL_USE_TLS", false, "Require STARTTLS.");
  public static final Setting<Boolean> EMAIL_SSL =
      Setting.flag("EMAIL_USE_SSL", false, "TLS from the start.");
  public static final Setting<Integer> EMAIL_RATE =
      Setting.integer(
          "ALERT_EMAIL_RATE", 6, 2, 1_000, "Mails in a minute at most; more are put together.");
  public static final Setting<List<URI>> WEBHOOK_URL =
      Setting.urls("ALERT_WEBHOOK_URL", "", "URL that alerts are posted to.");
  public static final Setting<Optional<String>> WEBHOOK_SECRET =
      Setting.optionalSecret(
          "ALERT_WEBHOOK_SECRET",
          "Secret that signs them, at least 24 characters; whsec_ and base64, or any text.");
  public static final Setting<Optional<String>> WHATSAPP_INSTANCE =
      Setting.optional("ALERT_WHATSAPP_INSTANCE", "Instance that alerts are sent from.");
  public static final Setting<List<String>> WHATSAPP_TO =
      Setting.texts("ALERT_WHATSAPP_TO", "", "Phone numbers that alerts go to, comma-separated.");
  public static final Setting<Optional<String>> WHATSAPP_KEY =
      Setting.optionalSecret(
          "ALERT_WHATSAPP_API_KEY", "API key that may send through ALERT_WHATSAPP_INSTANCE.");
  public static final Setting<Integer> WHATSAPP_RATE =
      Setting.integer(
          "ALERT_WHATSAPP_RATE",
          3,
          2,
          1_000,
          "WhatsApp messages to each number in a minute at most; more are put together.");
  public static final Setting<NoticeLanguage> LANGUAGE =
      Setting.oneOf("ALERT_LANGUAGE", NoticeLanguage.EN, "Language of notices: en or pt.");
  public static final Setting<Duration> QUIET =
      Setting.duration(
          "ALERT_QUIET",
          Duration.ofMinutes(10),
          Duration.ZERO,
          Duration.ofDays(1),
          "How long after a notice the same alert is not told again, should it come and go.");
  public static final Setting<Duration> GIVE_UP =
      Setting.duration(
          "ALERT_GIVE_UP_AFTER",
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofDays(7),
          "How long a notice is tried before it is given up, which is counted and logged.");

  private static final int MIN_SECRET_LENGTH = 24;

  static List<Setting<?>> settings() {
    return List.of(
        ADMIN_EMAILS,
        FROM_EMAIL,
        EMAIL_HOST,
        EMAIL_PORT,
        EMAIL_USER,
        EMAIL_PASSWORD,
        EMAIL_TLS,
        EMAIL_SSL,
        EMAIL_RATE,
        WEBHOOK_URL,
        WEBHOOK_SECRET,
        WHATSAPP_INSTANCE,
        WHATSAPP_TO,
        WHATSAPP_KEY,
        WHATSAPP_RATE,
        LANGUAGE,
        QUIET,
        GIVE_UP);
  }

  static AlertChannelSettings from(Environment environment) {
    return new AlertChannelSettings(
        environment.get(LANGUAGE),
        environment.get(QUIET),
        environment.get(GIVE_UP),
        mail(environment),
        webhook(environment),
        whatsApp(environment));
  }

  private static Optional<MailChannelSettings> mail(Environment environment) {
    List<String> to = environment.get(ADMIN_EMAILS);
    if (to.isEmpty()) {
      return Optional.empty();
    }
    boolean startTls = environment.get(EMAIL_TLS);
    boolean ssl = environment.get(EMAIL_SSL);
    if (startTls && ssl) {
      throw new InvalidSettingException(EMAIL_TLS.name(), "excludes " + EMAIL_SSL.name());
    }
    return Optional.of(
        new MailChannelSettings(
            to,
            required(environment.get(FROM_EMAIL), FROM_EMAIL, ADMIN_EMAILS),
            environment.get(EMAIL_HOST),
            environment.get(EMAIL_PORT),
            environment.get(EMAIL_USER),
            environment.get(EMAIL_PASSWORD),
            startTls,
            ssl,
            environment.get(EMAIL_RATE)));
  }

  private static Optional<WebhookChannelSettings> webhook(Environment environment) {
    List<URI> url = environment.get(WEBHOOK_URL);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (url.size() > 1) {
      throw new InvalidSettingException(WEBHOOK_URL.name(), "names more than one URL");
    }
    String secret = required(environment.get(WEBHOOK_SECRET), WEBHOOK_SECRET, WEBHOOK_URL);
    if (secret.length() < MIN_SECRET_LENGTH) {
      throw new InvalidSettingException(
          WEBHOOK_SECRET.name(), "must have at least " + MIN_SECRET_LENGTH + " characters");
    }
    return Optional.of(new WebhookChannelSettings(url.get(0), secret));
  }

  private static Optional<WhatsAppChannelSettings> whatsApp(Environment environment) {
    List<String> to = environment.get(WHATSAPP_TO);
    if (to.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new WhatsAppChannelSettings(
            required(environment.get(WHATSAPP_INSTANCE), WHATSAPP_INSTANCE, WHATSAPP_TO),
            to,
            required(environment.get(WHATSAPP_KEY), WHATSAPP_KEY, WHATSAPP_TO),
            environment.get(WHATSAPP_RATE)));
  }

  private static String required(Optional<String> value, Setting<?> setting, Setting<?> because) {
    return value.orElseThrow(
        () -> new InvalidSettingException(setting.name(), "is required beside " + because.name()));
  }
}
