// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.topology.query.partition.QueryPlan;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The definition of one query.
 *
 * @param name tag in metrics, and part of the identity of a query
 * @param parameters parameters of the query string, besides those that all queries or all lists
 *     take
 * @param columns columns of the CSV table, as dotted paths into the items; empty for all top-level
 *     fields
 * @param planner makes the plan of a request, and throws {@link HttpProblemException} if the
 *     request is not valid; null for a query without a plan
 */
public record QueryDefinition(
    String name,
    Set<String> parameters,
    List<String> columns,
    Function<QueryRequest, QueryPlan> planner) {

  /** The columns of a CSV table, from its header line. */
  public static List<String> columns(String header) {
    return List.of(header.split(","));
  }
}
