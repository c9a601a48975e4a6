// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

/**
 * Call counts of one Evolution server in the last 15 minutes.
 *
 * @param server its base URL
 * @param failed calls that it did not accept, or whose outcome is unknown
 */
public record ServerCallStatistics(
    String server, long calls, long failed, Double p50Ms, Double p95Ms) {}
