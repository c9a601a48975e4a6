// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code bench}: runs the benchmark suites that its arguments name and writes their
 * results. Each suite lies in the package of what it measures.
 */
package dev.carteiro.bench;
