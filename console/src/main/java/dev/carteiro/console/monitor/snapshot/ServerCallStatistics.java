// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

/** Calls to the server of a base URL in 15 minutes; failed: not accepted, or unknown outcome. */
public record ServerCallStatistics(
    String server, long calls, long failed, Double p50Ms, Double p95Ms) {}
