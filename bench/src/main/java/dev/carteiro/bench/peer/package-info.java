// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that use a peer, another product for the same task, and that suites start as processes
 * of their own.
 */
package dev.carteiro.bench.peer;
