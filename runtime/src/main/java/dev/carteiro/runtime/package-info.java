// SPDX-License-Identifier: Apache-2.0
/**
 * What every role shares: lifecycle, health, metrics, HTTP server, problems, logging, topics, views
 * of compacted topics.
 */
package dev.carteiro.runtime;
