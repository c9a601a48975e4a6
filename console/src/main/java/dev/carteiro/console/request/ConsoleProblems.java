// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.request;

import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.http.Context;

/** Creates the error responses of the console's API, with stable codes and advice. */
public final class ConsoleProblems {
  private static final String SOON = "5";

  private ConsoleProblems() {}

  /** 400: a parameter is invalid. */
  public static HttpProblemException invalid(String code, String detail) {
    return new HttpProblem(400, code, "The request is not valid", detail).asException();
  }

  /** 404: it does not exist, or belongs to another tenant. */
  public static HttpProblemException unknown(String code, String what) {
    return new HttpProblem(404, code, "There is no such " + what, "Check its name or id.")
        .asException();
  }

  /** 503: something required is unreachable; the same request may succeed later. */
  public static HttpProblemException unavailable(Context context, String code, String detail) {
    context.header("Retry-After", SOON);
    return new HttpProblem(503, code, "What is asked for cannot be known now", detail)
        .asException();
  }

  /** 503: too many requests are in progress. */
  public static HttpProblemException overloaded(Context context) {
    context.header("Retry-After", "1");
    return new HttpProblem(503, "OVERLOADED", "Too much is under way", "Send it again in a while.")
        .asException();
  }

  public static HttpProblemException noPostgres(Context context) {
    return unavailable(
        context, "POSTGRES_UNAVAILABLE", "PostgreSQL does not answer. Try again in a while.");
  }
}
