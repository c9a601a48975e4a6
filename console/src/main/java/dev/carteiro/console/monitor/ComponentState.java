// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;

/**
 * How well one component is.
 *
 * @param since when it came to this level, as far as this console saw
 * @param detail one sentence for an operator; holds no tenant's data
 */
public record ComponentState(Level level, Instant since, String detail) {}
