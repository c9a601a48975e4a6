// SPDX-License-Identifier: Apache-2.0
/**
 * Processes that suites start and stop, each measured on its own: Kafka, PostgreSQL, Redis and the
 * project's roles, with their topics, ports and bindings.
 */
package dev.carteiro.bench.service;
