// SPDX-License-Identifier: Apache-2.0
/** What roles do with Kafka alike: connections, topics, compacted views, brokers' clock. */
package dev.carteiro.runtime.kafka;
