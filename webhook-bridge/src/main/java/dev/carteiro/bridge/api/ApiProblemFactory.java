// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.KafkaWriteException.WriteFailureCause;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Set;

/** Creates the problem documents of the API, each with a stable code and advice for the caller. */
public final class ApiProblemFactory {
  /** Codes of problems after which the connection is closed. */
  private static final Set<String> CONNECTION_CLOSED = Set.of("SHUTTING_DOWN", "BODY_NOT_READ");

  private ApiProblemFactory() {}

  static HttpProblemException badRequest(String code, String detail) {
    return of(400, code, "The request is not valid", detail);
  }

  static HttpProblemException invalidField(String field, String mustBe) {
    return badRequest("INVALID_FIELD", "Field " + field + " must be " + mustBe + ".");
  }

  static HttpProblemException unknownTenant(String tenantId) {
    return of(
        404,
        "UNKNOWN_TENANT",
        "There is no such tenant",
        "Create it with PUT /api/tenants/" + tenantId + ".");
  }

  static HttpProblemException unknownInstance() {
    return of(
        404,
        "UNKNOWN_INSTANCE",
        "No such instance is registered",
        "Check its name and its gateway.");
  }

  static HttpProblemException unknownKey() {
    return of(404, "UNKNOWN_KEY", "There is no such API key", "List the keys with GET /api/keys.");
  }

  static HttpProblemException idempotencyKeyReused() {
    return of(
        422,
        "IDEMPOTENCY_KEY_REUSED",
        "The Idempotency-Key came with another request before",
        "Use a new key for a new request.");
  }

  static HttpProblemException unknown(String kind) {
    return of(
        404,
        "UNKNOWN_" + kind.toUpperCase(Locale.ROOT),
        "There is no such " + kind,
        "Check its id.");
  }

  static HttpProblemException unknownDeadLetter() {
    return of(
        404,
        "UNKNOWN_DEAD_LETTER",
        "There is no such dead letter",
        "Ids read topic-partition-offset-index.");
  }

  static HttpProblemException conflict(String code, String detail) {
    return of(409, code, "Its state does not allow this", detail);
  }

  static HttpProblemException tooLarge(int limit, String setting) {
    return of(
        413,
        "BODY_TOO_LARGE",
        "The body is too large",
        "At most " + limit + " bytes are accepted: see " + setting + ".");
  }

  static HttpProblemException bodyNotRead() {
    return of(408, "BODY_NOT_READ", "The body did not arrive", "Send it again.");
  }

  static HttpProblemException tooManyRequests(String detail) {
    return of(429, "TOO_MANY_REQUESTS", "Too many requests at one time", detail);
  }

  static HttpProblemException overloaded() {
    return of(503, "OVERLOADED", "Too much is under way", "Send it again in a while.");
  }

  static HttpProblemException shuttingDown() {
    return of(503, "SHUTTING_DOWN", "The bridge is stopping", "Send it again on a new connection.");
  }

  /** The bridge stopped while the request waited for its outcome. */
  static HttpProblemException interrupted() {
    return of(
        503,
        "SHUTTING_DOWN",
        "The bridge stopped before the outcome was known",
        "It may have been done nevertheless: ask for the state of what you changed, or repeat the"
            + " request, a POST with the same Idempotency-Key or id.");
  }

  public static HttpProblem timedOut() {
    return new HttpProblem(
        503,
        "TIMED_OUT",
        "The request took too long",
        "It may have been taken nevertheless: repeat it with the same Idempotency-Key or id.");
  }

  /** Kafka did not acknowledge the message; it may be stored unless the cause is certain. */
  static HttpProblemException notQueued(WriteFailureCause cause) {
    String repeat =
        cause.isCertain()
            ? "Try again."
            : "It may have been taken nevertheless: only with the same Idempotency-Key or id is a"
                + " repeat sent once.";
    return of(
        503,
        "KAFKA_UNAVAILABLE",
        "The message could not be queued",
        repeat + " Reason: " + cause.detail() + ".");
  }

  static HttpProblemException unavailable(String detail) {
    return of(
        503, "KAFKA_UNAVAILABLE", "The change could not be stored", "Try again: " + detail + ".");
  }

  /** Answers with a problem. Every 503 says when to try again. */
  static void answer(HttpProblemException e, Context context) {
    HttpProblem problem = e.problem();
    if (problem.status() == 503) {
      context.header("Retry-After", "5");
    }
    if (CONNECTION_CLOSED.contains(problem.code())) {
      context.header("Connection", "close");
    }
    problem.answer(context);
  }

  private static HttpProblemException of(int status, String code, String title, String detail) {
    return new HttpProblem(status, code, title, detail).asException();
  }
}
