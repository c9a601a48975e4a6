// SPDX-License-Identifier: Apache-2.0
/**
 * The query API: reads the stores over HTTP, from any process of the topology.
 *
 * <p>A client may send its request to any process. {@link
 * dev.carteiro.topology.query.route.QueryRouteRegistry} authenticates the caller, and the query
 * makes a {@link dev.carteiro.topology.query.partition.QueryPlan}. {@link
 * dev.carteiro.topology.query.answer.ScatterGatherClient} queries the owners of the partitions.
 * Each owner authenticates the caller again and drops what the caller may not see ({@link
 * dev.carteiro.topology.query.partition.PartitionAnswerCollector}). {@link
 * dev.carteiro.topology.query.answer.QueryPageAssembler} combines their answers into one response.
 */
package dev.carteiro.topology.query;
