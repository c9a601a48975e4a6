// SPDX-License-Identifier: Apache-2.0
/**
 * What roles do with Kafka alike: connecting, creation of topics, views of compacted topics in
 * memory, and the brokers' clock.
 */
package dev.carteiro.runtime.kafka;
