// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.SendResult.SendResultKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies are in the shapes that Evolution 2.3.7 was recorded with. */
class AttemptOutcomeClassifierTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | [{"jid":"5521988880000@s.whatsapp.net","exists":false,"number":"5521988880000"}] | PERMANENT | NOT_ON_WHATSAPP
          400 | [["instance requires property \\"text\\""]]                                     | PERMANENT | INVALID_REQUEST
          400 | [["Invalid format"]]                                                          | PERMANENT | INVALID_REQUEST
          400 | ["Text is required"]                                                          | PERMANENT | INVALID_REQUEST
          400 | ["Owned media must be a url or base64"]                                       | PERMANENT | INVALID_REQUEST
          400 | ["For base64 the file name must be informed."]                                | PERMANENT | INVALID_REQUEST
          400 | ["Reaction must be a single emoji or empty string"]                           | PERMANENT | INVALID_REQUEST
          500 | "File or buffer is undefined."                                                | PERMANENT | INVALID_REQUEST
          400 | ["Method not available on Evolution Channel"]                                 | PERMANENT | METHOD_NOT_AVAILABLE
          400 | ["Method not available on WhatsApp Business API"]                             | PERMANENT | METHOD_NOT_AVAILABLE
          400 | ["Error: Connection Closed"]                                                  | TRANSIENT | CONNECTION_CLOSED
          400 | ["Connection Closed"]                                                         | TRANSIENT | CONNECTION_CLOSED
          400 | ["Error: Timed Out"]                                                          | UNKNOWN   | TIMED_OUT
          400 | ["DriverAdapterError: unsupported Unicode escape sequence"]                   | UNKNOWN   | UNRECOGNISED_400
          400 | ["TypeError: Cannot read properties of undefined (reading 'message')"]        | UNKNOWN   | UNRECOGNISED_400
          400 | [{"jid":"5521988880000@s.whatsapp.net","exists":true}]                          | UNKNOWN   | UNRECOGNISED_400
          400 | []                                                                            | UNKNOWN   | UNRECOGNISED_400
          401 | "Unauthorized"                                                                | TRANSIENT | CREDENTIAL_REFUSED
          403 | "Forbidden"                                                                   | TRANSIENT | CREDENTIAL_REFUSED
          404 | ["The \\"zzz\\" instance does not exist"]                                         | TRANSIENT | INSTANCE_NOT_AT_SERVER
          404 | ["Cannot POST /nope"]                                                         | TRANSIENT | NOT_FOUND_AT_SERVER
          413 | "request entity too large"                                                    | PERMANENT | PAYLOAD_TOO_LARGE
          429 | "Too many requests"                                                           | TRANSIENT | RATE_LIMITED
          503 | "LICENSE_REQUIRED"                                                            | NOT_SENT  | LICENSE_REQUIRED
          500 | "Cannot read properties of undefined (reading 'length')"                      | UNKNOWN   | EVOLUTION_5XX
          502 | "Bad Gateway"                                                                 | UNKNOWN   | EVOLUTION_5XX
          504 | "Gateway Timeout"                                                             | UNKNOWN   | EVOLUTION_5XX
          408 | "Request Timeout"                                                             | UNKNOWN   | UNRECOGNISED_STATUS
          """)
  void anErrorIsJudgedByWhatItSays(int status, String message, SendResultKind kind, String code) {
    // Given
    String body =
        "{\"status\":%d,\"error\":\"Bad Request\",\"response\":{\"message\":%s}}"
            .formatted(status, message);
    // When
    AttemptOutcome outcome = outcome(status, body);
    // Then
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.httpStatus()).isEqualTo(status);
  }

  @Test
  void aBodyThatExpressCouldNotReadReachedNoRoute() {
    // When
    AttemptOutcome outcome =
        outcome(
            400,
            "{\"status\":400,\"error\":\"Internal Server Error\",\"response\":{\"message\":\"Expected property name or '}' in JSON at position 1\"}}");
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.PERMANENT);
  }

  @Test
  void aMessageWithAnIdIsAccepted() {
    // When
    AttemptOutcome outcome =
        outcome(
            201,
            "{\"key\":{\"remoteJid\":\"5521988887777@s.whatsapp.net\",\"fromMe\":true,\"id\":\"3EB061C444B9E2A294A04D\"},\"status\":\"PENDING\"}");
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.ACCEPTED);
    assertThat(outcome.messageId()).isEqualTo("3EB061C444B9E2A294A04D");
    assertThat(outcome.code()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          201 | ``
          201 | {}
          201 | {"key":{"id":""}}
          201 | {"key":{"id":7}}
          200 | <html>welcome</html>
          201 | {"key":{"id"
          201 | {"error":{"code":500,"message":"not Meta's"}}
          200 | {"code":"0","message":"success"}
          """)
  void successWithoutAnIdIsNone(int status, String body) {
    // When
    AttemptOutcome outcome = outcome(status, body);
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.UNKNOWN);
    assertThat(outcome.code()).isEqualTo("NO_MESSAGE_ID");
  }

  @ParameterizedTest
  @CsvSource({
    "131030, PERMANENT",
    "131047, PERMANENT",
    "100, PERMANENT",
    "190, TRANSIENT",
    "130429, TRANSIENT",
    "131056, TRANSIENT",
    "80007, TRANSIENT",
    "999999, TRANSIENT",
    "131000, UNKNOWN"
  })
  void aRefusalByMetaComesWithStatus201(int code, SendResultKind kind) {
    // When
    AttemptOutcome outcome =
        outcome(
            201,
            "{\"message\":\"(#%d) Refused\",\"type\":\"OAuthException\",\"code\":%d,\"fbtrace_id\":\"AbCdEfGh\"}"
                .formatted(code, code));
    // Then
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.code()).isEqualTo("CLOUD_API_" + code);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_CONNECTED, NOT_SENT, UNREACHABLE, true",
    "NOT_SENT, NOT_SENT, CONNECTION_LOST, true",
    "NO_ANSWER, UNKNOWN, NO_ANSWER, false",
    "BROKEN, UNKNOWN, CONNECTION_RESET, false",
    "ANSWER_TOO_LARGE, UNKNOWN, ANSWER_TOO_LARGE, false"
  })
  void aFailureIsHarmlessOnlyWhenNothingLeft(
      EvolutionCallResult.CallFailurePhase phase,
      SendResultKind kind,
      String code,
      boolean elsewhere) {
    // When
    AttemptOutcome outcome =
        AttemptOutcomeClassifier.of(new EvolutionCallResult.EvolutionCallFailure(phase, "because"));
    // Then
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.elsewhere()).isEqualTo(elsewhere);
  }

  @ParameterizedTest
  @EnumSource(SendResultKind.class)
  void nothingThatMayHaveBeenSentIsTriedElsewhere(SendResultKind kind) {
    // Given
    for (int status = 200; status < 600; status++) {
      // When
      AttemptOutcome outcome = outcome(status, "{\"response\":{\"message\":\"x\"}}");
      // Then
      if (outcome.kind() == kind) {
        assertThat(outcome.elsewhere()).isEqualTo(status == 503);
      }
    }
  }

  @Test
  void whatTheServerAsksForIsPassedOn() {
    // When
    AttemptOutcome outcome =
        AttemptOutcomeClassifier.of(
            new EvolutionCallResult.EvolutionResponse(429, new byte[0], Duration.ofSeconds(7)));
    // Then
    assertThat(outcome.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | {"response":{"message":["Error: rate-overlimit"]}}                                        | TRANSIENT | RATE_OVERLIMIT
          500 | {"response":{"message":"rate-overlimit"}}                                                 | TRANSIENT | RATE_OVERLIMIT
          400 | {"status":400,"message":["Error: rate-overlimit"]}                                        | TRANSIENT | RATE_OVERLIMIT
          500 | {"error":"rate-overlimit"}                                                                | TRANSIENT | RATE_OVERLIMIT
          500 | {"response":{"message":{"output":{"payload":{"statusCode":429,"message":"rate-overlimit"}}}}} | TRANSIENT | RATE_OVERLIMIT
          400 | {"response":{"message":[{"statusCode":429,"error":"Too Many Requests"}]}}                 | UNKNOWN   | UNRECOGNISED_400
          400 | {"response":{"message":["AxiosError: Request failed with status code 429"]}}              | UNKNOWN   | UNRECOGNISED_400
          500 | {"error":"server returned error 429"}                                                     | UNKNOWN   | EVOLUTION_5XX
          500 | {"response":{"message":[{"data":429}]}}                                                   | UNKNOWN   | EVOLUTION_5XX
          400 | {"response":{"message":[{"error":{"code":131048,"title":"Spam"}}]}}                        | UNKNOWN   | UNRECOGNISED_400
          429 | <html>Too Many Requests</html>                                                            | TRANSIENT | RATE_LIMITED
          """)
  void aRequestForFewerMessagesIsSeenInAnyWrapping(
      int status, String body, SendResultKind kind, String code) {
    // When
    AttemptOutcome outcome = outcome(status, body);
    // Then
    assertThat(outcome.rateLimited()).isTrue();
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | {"response":{"message":["Error: Connection Closed"]}}
          400 | {"response":{"message":[{"jid":"551142900429@s.whatsapp.net","exists":false,"number":"4290429"}]}}
          500 | {"response":{"message":"connect ECONNREFUSED 10.0.0.429:4290"}}
          502 | <html>error 1429</html>
          """)
  void otherErrorsAskForNothing(int status, String body) {
    // When / Then
    assertThat(outcome(status, body).rateLimited()).isFalse();
  }

  @Test
  void whatTheMessageItselfSaysIsNoErrorOfItsSend() {
    // When: the database prints the row that it could not store, after the send
    AttemptOutcome outcome =
        outcome(
            400,
            "{\"response\":{\"message\":[\"PrismaClientKnownRequestError: Invalid `create()` { conversation: 'Connection Closed' }\"]}}");
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          500 | {"status":500,"error":"Internal Server Error","message":"Connection Closed"}
          500 | {"status":500,"error":"Internal Server Error","message":["Error: Connection Closed"]}
          500 | {"error":"Connection Closed"}
          500 | {"errors":[{"message":"Connection Closed"}]}
          500 | {"response":"Connection Closed"}
          500 | {"response":{"error":"Error: Connection Closed"}}
          500 | {"response":{"message":[["Error: Connection Closed"]]}}
          500 | {"response":{"message":"Error: Error: Connection Closed"}}
          500 | {"response":{"message":["InternalServerErrorException: Error: Connection Closed"]}}
          500 | {"response":{"message":[{"isBoom":true,"output":{"statusCode":428,"payload":{"message":"Connection Closed"}}}]}}
          500 | {"data":null,"isBoom":true,"output":{"statusCode":428,"payload":{"statusCode":428,"error":"Precondition Required","message":"Connection Closed"}}}
          500 | ["Error: Connection Closed"]
          500 | "Connection Closed"
          500 | Error: Connection Closed
          428 | {"statusCode":428,"error":"Precondition Required","message":"Connection Closed"}
          400 | {"message":"Connection Closed"}
          400 | {"response":{"message":[["Connection Closed"]]}}
          """)
  void aDeadSocketIsSeenInAnyWrapping(int status, String body) {
    // When
    AttemptOutcome outcome = outcome(status, body);
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.TRANSIENT);
    assertThat(outcome.code()).isEqualTo("CONNECTION_CLOSED");
    assertThat(outcome.trouble()).isEqualTo(FailureScope.NUMBER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          502 | {"message":"Connection Closed"}
          504 | Connection Closed
          500 | {"error":"connection closed before message completed"}
          500 | {"message":"Request failed with status code 500"}
          500 | <html><h1>Connection Closed</h1></html>
          500 | {"error":"upstream: Connection Closed"}
          """)
  void whatAGatewaySaysOfItsOwnCallProvesNothing(int status, String body) {
    assertThat(outcome(status, body).kind()).isEqualTo(SendResultKind.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          503 | {"code":"LICENSE_REQUIRED"}
          403 | {"error":{"code":"LICENSE_REQUIRED","message":"not activated"}}
          402 | {"status":402,"response":{"code":"LICENSE_REQUIRED","message":["not activated"]}}
          503 | {"status":503,"error":"Service Unavailable","response":{"message":["LICENSE_REQUIRED"]}}
          503 | {"error":"LICENSE_REQUIRED"}
          500 | {"response":{"message":{"code":"LICENSE_REQUIRED"}}}
          """)
  void aMissingLicenceIsSeenInAnyWrapping(int status, String body) {
    // When
    AttemptOutcome outcome = outcome(status, body);
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.NOT_SENT);
    assertThat(outcome.code()).isEqualTo("LICENSE_REQUIRED");
    assertThat(outcome.trouble()).isEqualTo(FailureScope.LICENSE);
  }

  @Test
  void aRefusalByMetaIsSeenInItsOwnWrappingToo() {
    // When
    AttemptOutcome outcome =
        outcome(
            201,
            "{\"error\":{\"message\":\"(#131047) Re-engagement message\",\"type\":\"OAuthException\",\"code\":131047,\"fbtrace_id\":\"A\"}}");
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.PERMANENT);
    assertThat(outcome.code()).isEqualTo("CLOUD_API_131047");
  }

  @ParameterizedTest
  @CsvSource({"429", "502", "503", "504"})
  void theStatusOfAMediasOwnServerIsNotThatOfEvolution(int status) {
    // When
    AttemptOutcome outcome =
        outcome(
            status,
            "{\"status\":%d,\"error\":\"Internal Server Error\",\"response\":{\"message\":\"Request failed with status code %d\"}}"
                .formatted(status, status));
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.TRANSIENT);
    assertThat(outcome.code()).isEqualTo("MEDIA_UNREACHABLE");
    assertThat(outcome.trouble()).isEqualTo(FailureScope.MESSAGE);
  }

  @Test
  void aLicenceThatIsMissingIsNoAttempt() {
    // When
    AttemptOutcome outcome =
        outcome(
            503,
            "{\"error\":\"service not activated\",\"code\":\"LICENSE_REQUIRED\",\"register_url\":\"http://e/manager/login\",\"message\":\"not activated\"}");
    // Then
    assertThat(outcome.kind()).isEqualTo(SendResultKind.NOT_SENT);
    assertThat(outcome.code()).isEqualTo("LICENSE_REQUIRED");
    assertThat(outcome.trouble()).isEqualTo(FailureScope.LICENSE);
    assertThat(outcome.elsewhere()).isTrue();
  }

  @Test
  void aDetailIsOneShortLine() {
    // When
    AttemptOutcome outcome =
        outcome(400, "{\"response\":{\"message\":[\"%s\"]}}".formatted("word\\n".repeat(500)));
    // Then
    assertThat(outcome.detail()).hasSizeLessThan(250).doesNotContain("\n");
  }

  private static AttemptOutcome outcome(int status, String body) {
    return AttemptOutcomeClassifier.of(response(status, body));
  }

  private static EvolutionCallResult.EvolutionResponse response(int status, String body) {
    return new EvolutionCallResult.EvolutionResponse(
        status, body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8), null);
  }
}
