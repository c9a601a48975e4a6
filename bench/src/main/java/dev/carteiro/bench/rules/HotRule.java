// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.util.function.Supplier;

/**
 * An operation that runs for every webhook, message or timer, for the micro-benchmark.
 *
 * @param name the part and the operation, separated by a point
 * @param operation runs it once, with the same input each time, and returns its result
 */
public record HotRule(String name, Supplier<Object> operation) {}
