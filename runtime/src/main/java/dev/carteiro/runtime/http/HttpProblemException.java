// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.http;

/** Ends a request with a {@link HttpProblem}. */
public final class HttpProblemException extends RuntimeException {
  private final transient HttpProblem problem;

  HttpProblemException(HttpProblem problem) {
    super(problem.code() + ": " + problem.detail());
    this.problem = problem;
  }

  public HttpProblem problem() {
    return problem;
  }
}
