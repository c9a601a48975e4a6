// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.runtime.Problem;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How a webhook is answered. Evolution repeats everything but 2xx, 400, 401, 403, 404 and 422 for
 * about 20 minutes, so whatever should come again gets another status, and the five are kept for
 * what must not.
 *
 * @param status HTTP status
 * @param problem what is wrong; null for 200
 * @param headers of the answer, beside the trace id
 */
record WebhookAnswer(int status, Problem problem, Map<String, String> headers) {
  /** Evolution has its own schedule; this is for other clients. */
  private static final Map<String, String> RETRY = Map.of("Retry-After", "5");

  private static final byte[] STORED = "{\"status\":\"stored\"}".getBytes(StandardCharsets.UTF_8);

  static WebhookAnswer stored() {
    return new WebhookAnswer(200, null, Map.of());
  }

  static WebhookAnswer kafkaUnavailable(String detail) {
    return again(
        "KAFKA_UNAVAILABLE",
        "The webhook could not be stored",
        "Post it again in a while: " + detail + ".");
  }

  static WebhookAnswer overloaded() {
    return again("OVERLOADED", "Too many webhooks at one time", "Post it again in a while.");
  }

  static WebhookAnswer notReady(String detail) {
    return again(
        "NOT_READY", "The bridge is not ready", "Post it again in a while: " + detail + ".");
  }

  static WebhookAnswer timedOut() {
    return again("TIMED_OUT", "The webhook was not stored in time", "Post it again.");
  }

  static WebhookAnswer tokenExpired() {
    return again(
        "TOKEN_EXPIRED",
        "The token is too old",
        "Raise WEBHOOK_JWT_LEEWAY if this repeats: Evolution reuses a token on every retry.");
  }

  static WebhookAnswer shuttingDown() {
    Problem problem =
        new Problem(
            503, "SHUTTING_DOWN", "The bridge is stopping", "Post it again on a new connection.");
    return new WebhookAnswer(503, problem, Map.of("Retry-After", "5", "Connection", "close"));
  }

  static WebhookAnswer unauthorized() {
    return refused(
        new Problem(
            401,
            "WEBHOOK_UNAUTHORIZED",
            "The webhook carries no accepted secret",
            "Put the secret into the webhook's URL or headers in Evolution."),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  static WebhookAnswer apikeyMismatch() {
    return refused(
        new Problem(
            401,
            "APIKEY_MISMATCH",
            "The body's apikey is not the registered one",
            "Register the instance's current apikey, or switch WEBHOOK_CHECK_APIKEY off."),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  static WebhookAnswer notFound() {
    return refused(
        new Problem(
            404,
            "NOT_FOUND",
            "There is nothing here",
            "Webhooks go to " + WebhookPath.BASES.get(0) + "."),
        Map.of());
  }

  static WebhookAnswer methodNotAllowed() {
    return refused(
        new Problem(
            405,
            "METHOD_NOT_ALLOWED",
            "This path does not take that method",
            "Webhooks are posted."),
        Map.of("Allow", "POST"));
  }

  static WebhookAnswer tooLarge(int limit) {
    return refused(
        new Problem(
            413,
            "BODY_TOO_LARGE",
            "The body is too large",
            "At most "
                + limit
                + " bytes are accepted, after decompression: see WEBHOOK_MAX_BODY_BYTES."),
        Map.of());
  }

  static WebhookAnswer unreadableEncoding() {
    return refused(
        new Problem(
            415,
            "UNREADABLE_ENCODING",
            "The body's encoding cannot be undone",
            "Send it as it is, or with Content-Encoding gzip."),
        Map.of("Accept-Encoding", "gzip"));
  }

  static WebhookAnswer unreadableBody() {
    return refused(
        new Problem(408, "BODY_NOT_READ", "The body did not arrive", "Post it again."),
        Map.of("Connection", "close"));
  }

  void write(Context context) {
    headers.forEach(context::header);
    if (problem == null) {
      context.status(status).contentType("application/json").result(STORED);
    } else {
      problem.answer(context);
    }
  }

  private static WebhookAnswer again(String code, String title, String detail) {
    return new WebhookAnswer(503, new Problem(503, code, title, detail), RETRY);
  }

  private static WebhookAnswer refused(Problem problem, Map<String, String> headers) {
    return new WebhookAnswer(problem.status(), problem, headers);
  }
}
