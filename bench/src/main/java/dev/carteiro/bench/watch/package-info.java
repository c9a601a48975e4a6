// SPDX-License-Identifier: Apache-2.0
/**
 * Observes what a load causes: when messages arrive in a topic, when rows are committed, and
 * whether a rate limit was exceeded.
 */
package dev.carteiro.bench.watch;
