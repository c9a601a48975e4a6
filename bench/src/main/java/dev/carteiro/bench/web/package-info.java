// SPDX-License-Identifier: Apache-2.0
/**
 * Suites that send webhooks over HTTP: the bridge alone, and the whole way from a webhook to a
 * topic or a committed row, each beside limits and peers.
 */
package dev.carteiro.bench.web;
