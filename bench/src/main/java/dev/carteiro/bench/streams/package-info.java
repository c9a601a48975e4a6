// SPDX-License-Identifier: Apache-2.0
/**
 * Suites that measure the topology: throughput of the inbound path, growth, timers and pacing, with
 * the brokers and topology processes that they work on.
 */
package dev.carteiro.bench.streams;
