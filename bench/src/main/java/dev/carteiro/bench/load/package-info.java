// SPDX-License-Identifier: Apache-2.0
/**
 * Generates load: HTTP requests in a closed loop or at a fixed rate, records written to Kafka in
 * bulk, and the webhooks and messages that they carry.
 */
package dev.carteiro.bench.load;
