// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;

/** A component's health, since when as far as observed, and a sentence without tenants' data. */
public record ComponentState(HealthLevel level, Instant since, String detail) {}
