// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

import dev.carteiro.contract.Json;
import io.javalin.http.Context;
import java.util.Locale;

/** An error response: RFC 9457 problem JSON with a stable code. */
public record HttpProblem(int status, String code, String title, String detail) {

  public static final String MEDIA_TYPE = "application/problem+json";

  private record ProblemDocument(
      String type, String title, int status, String detail, String code) {}

  /** An unexpected failure that is not the client's fault; its cause is in the log only. */
  public static HttpProblem internalError() {
    return new HttpProblem(
        500,
        "INTERNAL_ERROR",
        "Something failed on our side",
        "Try again; if it persists, see the log.");
  }

  public void answer(Context context) {
    context.status(status).contentType(MEDIA_TYPE).result(json());
  }

  public byte[] json() {
    String type = "urn:carteiro:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-');
    return Json.write(new ProblemDocument(type, title, status, detail, code));
  }

  public HttpProblemException asException() {
    return new HttpProblemException(this);
  }
}
