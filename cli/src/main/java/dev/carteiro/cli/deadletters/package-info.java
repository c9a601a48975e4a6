// SPDX-License-Identifier: Apache-2.0
/**
 * The commands {@code dead-letters}: they list and show dead letters from the sink's tables, and
 * redrive or discard them through the bridge.
 */
package dev.carteiro.cli.deadletters;
