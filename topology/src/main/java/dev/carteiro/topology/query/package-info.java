// SPDX-License-Identifier: Apache-2.0
/**
 * The query API: what the stores hold, over HTTP, from any process of the topology.
 *
 * <p>A request comes in at any process, the door. {@link dev.carteiro.topology.query.QueryRoutes}
 * finds the caller, the view makes a {@link dev.carteiro.topology.query.Plan}, {@link
 * dev.carteiro.topology.query.Scatter} asks the owners of the partitions, each of which finds the
 * caller itself and lets nothing out that the caller may not see ({@link
 * dev.carteiro.topology.query.Collector}), and {@link dev.carteiro.topology.query.Pages} makes one
 * answer of theirs.
 */
package dev.carteiro.topology.query;
