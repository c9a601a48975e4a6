// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import dev.carteiro.contract.Json;
import io.javalin.http.Context;
import java.util.Locale;

/**
 * An error answer, RFC 9457 problem JSON with a stable code.
 *
 * @param status HTTP status
 * @param code stable, upper snake case; what clients switch on
 * @param title what is wrong, the same for every occurrence
 * @param detail what to do about this occurrence
 */
public record Problem(int status, String code, String title, String detail) {

  /** The media type of RFC 9457. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private record Document(String type, String title, int status, String detail, String code) {}

  /** Something failed that is not the client's doing; what it was stands in the log only. */
  public static Problem internalError() {
    return new Problem(
        500,
        "INTERNAL_ERROR",
        "Something failed on our side",
        "Try again; if it persists, see the log.");
  }

  /** Writes the problem as the answer of a request. */
  public void answer(Context context) {
    context.status(status).contentType(MEDIA_TYPE).result(json());
  }

  /** The problem's document, UTF-8. */
  public byte[] json() {
    String type = "urn:carteiro:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
    return Json.write(new Document(type, title, status, detail, code));
  }

  /** This problem as an exception, for handlers that give up in the middle. */
  public ProblemException asException() {
    return new ProblemException(this);
  }
}
