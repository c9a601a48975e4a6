// SPDX-License-Identifier: Apache-2.0
/**
 * The query API: reads the stores over HTTP, from any process of the topology.
 *
 * <p>A client may send its request to any process. {@link dev.carteiro.topology.query.QueryRoutes}
 * authenticates the caller, and the query makes a {@link dev.carteiro.topology.query.Plan}. {@link
 * dev.carteiro.topology.query.Scatter} queries the owners of the partitions. Each owner
 * authenticates the caller again and drops what the caller may not see ({@link
 * dev.carteiro.topology.query.Collector}). {@link dev.carteiro.topology.query.QueryAnswers}
 * combines their answers into one response.
 */
package dev.carteiro.topology.query;
