// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.runtime.http.HttpProblem;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * The HTTP response to a webhook. Evolution retries every status except 2xx, 400, 401, 403, 404 and
 * 422 for about 20 minutes. A webhook that should come again gets another status; those five are
 * used only for webhooks that must not come again.
 *
 * @param status HTTP status
 * @param headers response headers except the trace id
 * @param content response body; shared, so it is read only through {@link ByteBuffer#duplicate}
 */
record WebhookResponse(int status, HttpFields headers, ByteBuffer content) {
  /** For other clients; Evolution has its own retry schedule. */
  private static final HttpField RETRY = new PreEncodedHttpField(HttpHeader.RETRY_AFTER, "5");

  private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");
  private static final HttpField BEARER =
      new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer");
  private static final HttpField ALLOW = new PreEncodedHttpField(HttpHeader.ALLOW, "POST");
  private static final HttpField GZIP = new PreEncodedHttpField(HttpHeader.ACCEPT_ENCODING, "gzip");
  private static final HttpField PROBLEM =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, HttpProblem.MEDIA_TYPE);

  /** Created once, because nearly every webhook gets this response. */
  private static final WebhookResponse STORED = made();

  private static WebhookResponse made() {
    ByteBuffer content = BufferUtil.toDirectBuffer("{\"status\":\"stored\"}");
    return new WebhookResponse(
        200,
        HttpFields.from(
            new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json"),
            new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, content.remaining())),
        content);
  }

  static WebhookResponse stored() {
    return STORED;
  }

  static WebhookResponse kafkaUnavailable(String detail) {
    return again(
        "KAFKA_UNAVAILABLE",
        "The webhook could not be stored",
        "Post it again in a while: " + detail + ".");
  }

  static WebhookResponse overloaded() {
    return again("OVERLOADED", "Too many webhooks at one time", "Post it again in a while.");
  }

  static WebhookResponse notReady(String detail) {
    return again(
        "NOT_READY", "The bridge is not ready", "Post it again in a while: " + detail + ".");
  }

  static WebhookResponse timedOut() {
    return of(
        503, "TIMED_OUT", "The webhook was not stored in time", "Post it again.", RETRY, CLOSE);
  }

  static WebhookResponse tokenExpired() {
    return again(
        "TOKEN_EXPIRED",
        "The token is too old",
        "Raise WEBHOOK_JWT_LEEWAY if this repeats: Evolution reuses a token on every retry.");
  }

  static WebhookResponse shuttingDown() {
    return of(
        503,
        "SHUTTING_DOWN",
        "The bridge is stopping",
        "Post it again on a new connection.",
        RETRY,
        CLOSE);
  }

  static WebhookResponse unauthorized() {
    return of(
        401,
        "WEBHOOK_UNAUTHORIZED",
        "The webhook carries no accepted secret",
        "Put the secret into the webhook's URL or headers in Evolution.",
        BEARER);
  }

  static WebhookResponse apikeyMismatch() {
    return of(
        401,
        "APIKEY_MISMATCH",
        "The body's apikey is not the registered one",
        "Register the instance's current apikey, or switch WEBHOOK_CHECK_APIKEY off.",
        BEARER);
  }

  static WebhookResponse notFound() {
    return of(
        404,
        "NOT_FOUND",
        "There is nothing here",
        "Webhooks go to " + WebhookPath.BASES.get(0) + ".");
  }

  static WebhookResponse methodNotAllowed() {
    return of(
        405,
        "METHOD_NOT_ALLOWED",
        "This path does not take that method",
        "Webhooks are posted.",
        ALLOW);
  }

  static WebhookResponse tooLarge(int limit) {
    return of(
        413,
        "BODY_TOO_LARGE",
        "The body is too large",
        "At most "
            + limit
            + " bytes are accepted, after decompression: see WEBHOOK_MAX_BODY_BYTES.");
  }

  static WebhookResponse unreadableEncoding() {
    return of(
        415,
        "UNREADABLE_ENCODING",
        "The body's encoding cannot be undone",
        "Send it as it is, or with Content-Encoding gzip.",
        GZIP);
  }

  static WebhookResponse unreadableBody() {
    return of(408, "BODY_NOT_READ", "The body did not arrive", "Post it again.", CLOSE);
  }

  /** An unexpected error in the bridge; the log has the details. */
  static WebhookResponse internalError() {
    return of(HttpProblem.internalError());
  }

  void write(Response response, Callback written) {
    response.setStatus(status);
    for (HttpField header : headers) {
      response.getHeaders().add(header);
    }
    response.write(true, content.duplicate(), written);
  }

  private static WebhookResponse again(String code, String title, String detail) {
    return of(503, code, title, detail, RETRY);
  }

  private static WebhookResponse of(
      int status, String code, String title, String detail, HttpField... more) {
    return of(new HttpProblem(status, code, title, detail), more);
  }

  private static WebhookResponse of(HttpProblem problem, HttpField... more) {
    byte[] content = problem.json();
    HttpFields.Mutable headers = HttpFields.build(more.length + 2);
    headers.add(PROBLEM);
    headers.add(HttpHeader.CONTENT_LENGTH, content.length);
    for (HttpField header : more) {
      headers.add(header);
    }
    return new WebhookResponse(problem.status(), headers.asImmutable(), ByteBuffer.wrap(content));
  }
}
