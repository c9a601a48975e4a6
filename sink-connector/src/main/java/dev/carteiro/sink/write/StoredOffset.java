// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

/**
 * The stored offset of a partition.
 *
 * @param next the first offset that is not written yet
 * @param topicId Kafka's id of the topic when it was stored; null when unknown
 */
public record StoredOffset(long next, String topicId) {}
