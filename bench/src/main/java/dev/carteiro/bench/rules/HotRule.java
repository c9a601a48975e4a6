// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.util.function.Supplier;

/**
 * Something that is done for every webhook, message or timer.
 *
 * @param name part, a point, and what it does
 * @param operation does it once, the same each time, and gives what came of it
 */
public record HotRule(String name, Supplier<Object> operation) {}
