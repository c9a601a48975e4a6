// SPDX-License-Identifier: Apache-2.0
/**
 * The routes of the query API: who may call each one, and what it reads.
 *
 * <p>{@link dev.carteiro.topology.query.route.QueryRouteRegistry} authenticates the caller, limits
 * the requests in progress, and hands a request to {@link
 * dev.carteiro.topology.query.answer.ClientQueryExecutor} (from a client) or {@link
 * dev.carteiro.topology.query.partition.LocalQueryExecutor} (from another topology process). Each
 * {@code …QueryHandler} adds its routes and turns a request into a {@link
 * dev.carteiro.topology.query.partition.QueryPlan}.
 */
package dev.carteiro.topology.query.route;
