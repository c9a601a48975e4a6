// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.util.List;
import java.util.Set;

/**
 * One thing that can be asked for.
 *
 * @param name in metrics, and in page tokens
 * @param parameters of the query string that it takes besides those of its shape
 * @param columns of its table as CSV, as dotted paths into the items; empty when they differ
 */
record QueryView(String name, Set<String> parameters, List<String> columns, Planner planner) {

  /** Makes a plan of a request. */
  @FunctionalInterface
  interface Planner {

    /**
     * Plans.
     *
     * @throws dev.carteiro.runtime.ProblemException when the request cannot be answered
     */
    Plan plan(QueryRequest request);
  }
}
