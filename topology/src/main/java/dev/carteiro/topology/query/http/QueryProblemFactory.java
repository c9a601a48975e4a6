// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.query.partition.MissingPartitionReason;

/**
 * Creates the errors of the query API. Each has a stable code, and a detail that says what to do.
 */
public final class QueryProblemFactory {
  private QueryProblemFactory() {}

  public static HttpProblemException badRequest(String code, String detail) {
    return of(400, code, "The request is not valid", detail);
  }

  public static HttpProblemException invalid(String parameter, String mustBe) {
    return badRequest("INVALID_FIELD", "Parameter " + parameter + " must be " + mustBe + ".");
  }

  public static HttpProblemException missing(String parameter) {
    return badRequest("MISSING_FIELD", "Parameter " + parameter + " is required.");
  }

  static HttpProblemException unknownParameter(String name, Iterable<String> known) {
    return badRequest(
        "UNKNOWN_PARAMETER",
        "There is no parameter " + name + " here; there are " + String.join(", ", known) + ".");
  }

  static HttpProblemException invalidLimit(int most) {
    return badRequest("INVALID_LIMIT", "limit must be a whole number from 1 to " + most + ".");
  }

  public static HttpProblemException invalidPage() {
    return badRequest(
        "INVALID_PAGE",
        "page must be the next of an answer to this very query, with the same parameters and key.");
  }

  public static HttpProblemException invalidKey(String form) {
    return badRequest("INVALID_KEY", "Keys of this store read " + form + ".");
  }

  public static HttpProblemException tooWide(long windows, int most) {
    return badRequest(
        "RANGE_TOO_WIDE",
        windows + " windows, but at most " + most + ": take longer steps or less time.");
  }

  static HttpProblemException unknownTenant() {
    return notFound("UNKNOWN_TENANT", "There is no such tenant", "Check its id.");
  }

  public static HttpProblemException unknownInstance() {
    return notFound(
        "UNKNOWN_INSTANCE", "No such instance is registered", "Check its name and its gateway.");
  }

  public static HttpProblemException unknownMessage() {
    return notFound(
        "UNKNOWN_MESSAGE",
        "There is no such message",
        "It may be older than MERGE_WINDOW; the messages table has it then.");
  }

  public static HttpProblemException unknownJob() {
    return notFound(
        "UNKNOWN_JOB",
        "There is no such job",
        "It may be older than OUTBOX_JOB_RETENTION; the tables have it then.");
  }

  public static HttpProblemException unknownBatch() {
    return notFound("UNKNOWN_BATCH", "There is no such batch", "Check its id.");
  }

  public static HttpProblemException unknownStore() {
    return notFound(
        "UNKNOWN_STORE", "There is no such store", "List them with GET /api/query/stores.");
  }

  public static HttpProblemException overloaded() {
    return of(
        503,
        MissingPartitionReason.OVERLOADED.code(),
        MissingPartitionReason.OVERLOADED.title(),
        "Ask again in a second: see QUERY_MAX_CONCURRENT.");
  }

  public static HttpProblemException peerRefused() {
    return of(
        403,
        "PEER_REFUSED",
        "This is no process of the topology",
        "QUERY_PEER_SECRET must be the same for all of them.");
  }

  /** No partition that was queried has answered. */
  public static HttpProblemException unavailable(MissingPartitionReason reason) {
    return of(503, reason.code(), reason.title(), "Ask again in a second.");
  }

  private static HttpProblemException notFound(String code, String title, String detail) {
    return of(404, code, title, detail);
  }

  private static HttpProblemException of(int status, String code, String title, String detail) {
    return new HttpProblem(status, code, title, detail).asException();
  }
}
