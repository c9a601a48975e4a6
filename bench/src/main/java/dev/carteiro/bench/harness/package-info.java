// SPDX-License-Identifier: Apache-2.0
/**
 * Measures contenders in turn, round by round, and reports the results with their ratios and
 * spreads. It knows processes and numbers; it knows neither Kafka nor HTTP.
 */
package dev.carteiro.bench.harness;
