// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import static dev.carteiro.bridge.webhook.WebhookAuthenticator.AuthenticationResult.ACCEPTED;
import static dev.carteiro.bridge.webhook.WebhookAuthenticator.AuthenticationResult.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.config.Environment;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookAuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String PATH_SECRET = "path-secret-0123456789";
  private static final String HEADER_SECRET = "header-secret-0123456789";
  private static final String JWT_KEY = "jwt-key-0123456789-0123456789-01";

  private static final Map<String, String> ALL =
      Map.of(
          "WEBHOOK_SECRET_PATH", PATH_SECRET + ",older-path-secret-01234",
          "WEBHOOK_SECRET_HEADER", HEADER_SECRET + ",older-header-secret-0123",
          "WEBHOOK_JWT_KEY", JWT_KEY + ",older-jwt-key-0123456789-0123456");

  @Test
  void withoutAnyKindEverythingPasses() {
    // Given
    WebhookAuthenticator none = authentication(Map.of());
    // When
    WebhookAuthenticator.AuthenticationResult verdict =
        none.judge(path(""), Optional.empty(), Optional.empty());
    // Then
    assertThat(verdict).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource({
    // path behind the base, header, verdict
    "'', , REFUSED",
    "/path-secret-0123456789, , ACCEPTED",
    "/path-secret-0123456789/messages-upsert, , ACCEPTED",
    "/older-path-secret-01234, , ACCEPTED",
    "/messages-upsert/path-secret-0123456789, , REFUSED",
    "/path-secret-012345678, , REFUSED",
    "/PATH-SECRET-0123456789, , REFUSED",
    "/messages-upsert, , REFUSED",
    "'', header-secret-0123456789, ACCEPTED",
    "'', older-header-secret-0123, ACCEPTED",
    "'', path-secret-0123456789, REFUSED",
    "'', '', REFUSED",
    "/wrong, header-secret-0123456789, ACCEPTED",
    "/path-secret-0123456789, wrong, ACCEPTED",
  })
  void oneOfTheConfiguredKindsIsEnough(
      String rest, String header, WebhookAuthenticator.AuthenticationResult expected) {
    // Given
    WebhookAuthenticator all = authentication(ALL);
    // When
    WebhookAuthenticator.AuthenticationResult verdict =
        all.judge(path(rest), Optional.ofNullable(header), Optional.empty());
    // Then
    assertThat(verdict).isEqualTo(expected);
  }

  @Test
  void aKindThatIsNotConfiguredAcceptsNothing() {
    // Given
    WebhookAuthenticator pathOnly = authentication(Map.of("WEBHOOK_SECRET_PATH", PATH_SECRET));
    // When
    WebhookAuthenticator.AuthenticationResult verdict =
        pathOnly.judge(
            path(""),
            Optional.of(HEADER_SECRET),
            Optional.of("Bearer " + signed(token(), JWT_KEY)));
    // Then
    assertThat(verdict).isEqualTo(REFUSED);
  }

  @Test
  void evolutionsTokenIsAccepted() {
    // Given
    String token = signed(token(), JWT_KEY);
    // When
    WebhookAuthenticator.AuthenticationResult verdict = judge("Bearer " + token);
    // Then
    assertThat(verdict).isEqualTo(ACCEPTED);
  }

  @Test
  void theOlderKeyIsAcceptedWhileRotating() {
    // Given
    String token = signed(token(), "older-jwt-key-0123456789-0123456");
    // When
    WebhookAuthenticator.AuthenticationResult verdict = judge("bearer " + token);
    // Then
    assertThat(verdict).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource({"0, ACCEPTED", "39, ACCEPTED", "40, ACCEPTED", "41, EXPIRED", "600000, EXPIRED"})
  void anExpiredTokenIsBelievedWithinTheLeeway(
      int minutesAfterExpiry, WebhookAuthenticator.AuthenticationResult expected) {
    // Given
    String token =
        signed(token().withExpiresAt(NOW.minus(Duration.ofMinutes(minutesAfterExpiry))), JWT_KEY);
    // When
    WebhookAuthenticator.AuthenticationResult verdict = judge("Bearer " + token);
    // Then
    assertThat(verdict).isEqualTo(expected);
  }

  @Test
  void tokensOfAnotherMakingAreRefused() {
    // Given
    String good = signed(token(), JWT_KEY);
    String payload = good.split("\\.")[1];
    String none = base64("{\"alg\":\"none\"}") + "." + payload + ".";
    String noneWithSignature =
        base64("{\"alg\":\"none\"}") + "." + payload + "." + good.split("\\.")[2];
    String hs512 = token().sign(Algorithm.HMAC512(JWT_KEY));
    String expiredAndForged =
        signed(
            token().withExpiresAt(NOW.minus(Duration.ofDays(9))),
            "another-key-0123456789-0123456789");
    // When
    var verdicts =
        java.util.stream.Stream.of(
                none,
                noneWithSignature,
                hs512,
                expiredAndForged,
                signed(token(), "another-key-0123456789-0123456789"),
                signed(token().withClaim("app", "other"), JWT_KEY),
                signed(token().withClaim("action", "other"), JWT_KEY),
                signed(
                    JWT.create().withClaim("app", "evolution").withClaim("action", "webhook"),
                    JWT_KEY),
                signed(token().withHeader(Map.of("crit", "x")), JWT_KEY),
                good.substring(0, good.length() - 2),
                good + "x",
                "not.a.token",
                "..",
                "")
            .map(token -> judge("Bearer " + token))
            .toList();
    // Then
    assertThat(verdicts).containsOnly(REFUSED);
    assertThat(judge("Basic " + good)).isEqualTo(REFUSED);
    assertThat(judge("Bearer")).isEqualTo(REFUSED);
  }

  @Test
  void theAlgorithmIsNotTheTokensToChoose() {
    // Given
    String payload = signed(token(), JWT_KEY).split("\\.")[1];
    String unsigned = base64("{\"alg\":\"HS512\",\"typ\":\"JWT\"}") + "." + payload;
    byte[] signature =
        Algorithm.HMAC256(JWT_KEY)
            .sign(
                unsigned.split("\\.")[0].getBytes(StandardCharsets.UTF_8),
                payload.getBytes(StandardCharsets.UTF_8));
    String rightlySignedUnderAnotherName =
        unsigned + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    // When
    WebhookAuthenticator.AuthenticationResult verdict =
        judge("Bearer " + rightlySignedUnderAnotherName);
    // Then
    assertThat(verdict).isEqualTo(REFUSED);
  }

  private static WebhookAuthenticator.AuthenticationResult judge(String authorization) {
    return authentication(ALL).judge(path(""), Optional.empty(), Optional.of(authorization));
  }

  private static JWTCreator.Builder token() {
    return JWT.create()
        .withIssuedAt(NOW)
        .withExpiresAt(NOW.plusSeconds(600))
        .withClaim("app", "evolution")
        .withClaim("action", "webhook");
  }

  private static String signed(JWTCreator.Builder token, String key) {
    return token.sign(Algorithm.HMAC256(key));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static WebhookPath path(String rest) {
    return WebhookPath.parse("/webhooks/evolution" + rest).orElseThrow();
  }

  private static WebhookAuthenticator authentication(Map<String, String> environment) {
    return new WebhookAuthenticator(
        new Environment(environment).bind(BridgeSettings.class), Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
