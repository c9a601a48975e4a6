// SPDX-License-Identifier: Apache-2.0
/**
 * The micro-benchmark: the operations that run for every webhook, message or timer, measured by
 * JMH. The tests of this package limit the instructions and bytes of each of them.
 */
package dev.carteiro.bench.rules;
