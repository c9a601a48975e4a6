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
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

  /**
   * Signs webhook requests as specified by Standard Webhooks: HMAC-SHA256 over {@code
   * id.timestamp.body}, base64-encoded, with the prefix {@code v1,}.
   */
  private static final class WebhookRequestSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final SecretKeySpec key;

    /** The key is base64 behind {@code whsec_}, or the UTF-8 bytes of any other text. */
    WebhookRequestSigner(String secret) {
      byte[] bytes =
          secret.startsWith(PREFIX)
              ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
              : secret.getBytes(StandardCharsets.UTF_8);
      this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The value of the header {@code webhook-signature}. */
    String of(String id, long timestamp, byte[] body) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("every JDK has " + ALGORITHM, e);
      }
    }
  }
}
