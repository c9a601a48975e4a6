// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP side of a query: a request read and validated, the errors of the query API, and
 * responses as JSON, NDJSON or CSV.
 */
package dev.carteiro.topology.query.http;
