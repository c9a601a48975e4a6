// SPDX-License-Identifier: Apache-2.0
/**
 * Suites that measure stored messages: writing them into PostgreSQL (sink), and reading them by key
 * and by page (query).
 */
package dev.carteiro.bench.storage;
