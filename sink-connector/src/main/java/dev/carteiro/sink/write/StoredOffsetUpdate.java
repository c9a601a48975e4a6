// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import org.apache.kafka.common.TopicPartition;

/**
 * A compare-and-set of one partition's stored offset.
 *
 * @param expected the offset that must be stored now; null when none may be stored
 * @param next the first offset that is not written yet
 * @param topicId Kafka's id of the topic; null when unknown
 */
public record StoredOffsetUpdate(
    TopicPartition partition, Long expected, long next, String topicId) {}
