// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertChannelSettings.WebhookChannelSettings;
import dev.carteiro.console.alert.AlertNoticeChannel.TemporaryDeliveryException;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AlertEvent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Sends each event as a signed HTTP request. Redirects are not followed; they are failures. */
final class WebhookNoticeChannel implements AlertNoticeChannel {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final WebhookChannelSettings settings;
  private final WebhookRequestSigner signature;
  private final Clock clock;
  private final HttpClient http = newClient();

  private record WebhookAlertPayload(String type, Instant timestamp, AlertEvent data) {}

  WebhookNoticeChannel(WebhookChannelSettings settings, Clock clock) {
    this.settings = settings;
    this.signature = new WebhookRequestSigner(settings.secret());
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public int perMinute() {
    return 0;
  }

  @Override
  public boolean digests() {
    return false;
  }

  @Override
  public void deliver(AlertNotice notice) throws TemporaryDeliveryException {
    AlertEvent event = notice.first();
    byte[] body =
        Json.write(
            new WebhookAlertPayload(
                "alert." + event.state().name().toLowerCase(Locale.ROOT), event.at(), event));
    String id = "alert_" + notice.id();
    long now = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(settings.url())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now))
            .header("webhook-signature", signature.of(id, now, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    int status = send(http, request);
    if (status / 100 != 2) {
      throw new TemporaryDeliveryException("the receiver answered " + status);
    }
  }

  static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /** Sends a request and returns the status of the response, whose body is ignored. */
  static int send(HttpClient http, HttpRequest request) throws TemporaryDeliveryException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new TemporaryDeliveryException("no answer: " + e.getClass().getSimpleName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TemporaryDeliveryException("interrupted", e);
    }
  }
}
