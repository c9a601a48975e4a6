// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;

/**
 * The health of one component.
 *
 * @param since when it reached this level, as far as this console observed
 * @param detail one sentence for operators, without data of tenants
 */
public record ComponentState(HealthLevel level, Instant since, String detail) {}
