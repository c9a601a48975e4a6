// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code replay}: reads recorded webhooks from files, posts them to a bridge, and
 * measures the latencies.
 */
package dev.carteiro.cli.replay;
