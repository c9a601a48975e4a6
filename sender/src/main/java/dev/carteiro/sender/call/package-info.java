// SPDX-License-Identifier: Apache-2.0
/**
 * Executes claimed dispatches up to their outcome, and probes the servers.
 *
 * <p>In: claimed dispatches and bindings. Out: results, alerts about servers, metrics. It
 * remembers, in memory only: waiting and running calls, circuit breakers of servers and instances,
 * probe results, records that Kafka has not acknowledged yet.
 */
package dev.carteiro.sender.call;
