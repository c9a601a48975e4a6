// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

/**
 * One Evolution server, by the calls of the last 15 minutes.
 *
 * @param server its base URL
 * @param failed calls it did not take, or whose fate is not known
 */
public record ServerNumbers(String server, long calls, long failed, Double p50Ms, Double p95Ms) {}
