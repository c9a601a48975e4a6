// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static dev.carteiro.console.alert.AlertMessageFormatter.oneLine;

import dev.carteiro.console.alert.AlertChannelSettings.WhatsAppChannelSettings;
import dev.carteiro.console.alert.AlertNoticeChannel.PermanentDeliveryException;
import dev.carteiro.console.alert.AlertNoticeChannel.TemporaryDeliveryException;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AlertEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends notices as WhatsApp messages through an instance of this system, in the high lane. It
 * cannot deliver while the system cannot send, so it should not be the only channel. It does not
 * deliver alerts about the instance that it uses.
 */
final class WhatsAppNoticeChannel implements AlertNoticeChannel {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A message that is not sent within this time after its event expires. */
  private static final Duration EXPIRES_AFTER = Duration.ofHours(1);

  private static final int MAX_LENGTH = 3_000;

  private final WhatsAppChannelSettings settings;
  private final InstanceKey instance;
  private final List<URI> bridges;
  private final AlertMessageFormatter formatter;
  private final HttpClient http = WebhookNoticeChannel.newClient();

  private record AlertSendRequest(
      String instanceName,
      String gateway,
      String phoneNumber,
      String message,
      String priority,
      Instant expiresAt) {}

  WhatsAppNoticeChannel(
      WhatsAppChannelSettings settings, List<URI> bridges, AlertMessageFormatter formatter) {
    this.settings = settings;
    this.instance =
        settings.instance().contains("/")
            ? InstanceKey.parse(settings.instance())
            : InstanceKey.of(settings.instance());
    this.bridges = bridges;
    this.formatter = formatter;
  }

  @Override
  public String name() {
    return "whatsapp";
  }

  @Override
  public int perMinute() {
    return settings.perMinute();
  }

  @Override
  public boolean accepts(AlertEvent event) {
    return !instance.equals(event.instance());
  }

  @Override
  public void deliver(AlertNotice notice)
      throws TemporaryDeliveryException, PermanentDeliveryException {
    String text = text(notice);
    // A retry sends nothing twice: the idempotency key is made of the notice and the number.
    for (String number : settings.to()) {
      send(
          new AlertSendRequest(
              instance.name(),
              instance.gateway(),
              number,
              text,
              "high",
              notice.first().at().plus(EXPIRES_AFTER)),
          AlertNotice.digest(notice.id() + " " + number));
    }
  }

  private void send(AlertSendRequest message, String key)
      throws TemporaryDeliveryException, PermanentDeliveryException {
    byte[] body = Json.write(message);
    TemporaryDeliveryException last = new TemporaryDeliveryException("no bridge is known");
    for (URI bridge : bridges) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(bridge + "/api/whatsapp/send-message"))
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + settings.apiKey())
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "alert-" + key)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      try {
        check(WebhookNoticeChannel.send(http, request));
        return;
      } catch (TemporaryDeliveryException e) {
        last = e;
      }
    }
    throw last;
  }

  private static void check(int status)
      throws TemporaryDeliveryException, PermanentDeliveryException {
    if (status == 400 || status == 422) {
      throw new PermanentDeliveryException("the bridge refuses the message with " + status);
    }
    if (status / 100 != 2) {
      // 401 and 404 too: the key or the instance may be registered a moment later.
      throw new TemporaryDeliveryException("the bridge answered " + status);
    }
  }

  private String text(AlertNotice notice) {
    List<String> lines = new ArrayList<>();
    lines.add("*" + oneLine(formatter.title(notice)) + "*");
    if (notice.isDigest()) {
      notice.events().forEach(event -> lines.add("• " + oneLine(formatter.title(event))));
    } else {
      lines.add(oneLine(notice.first().message()));
    }
    String text = String.join("\n", lines);
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }
}
