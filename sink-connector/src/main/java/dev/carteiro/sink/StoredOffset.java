// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

/**
 * Where the database says that a partition's rows end.
 *
 * @param next the first offset not written yet
 * @param topicId Kafka's id of the topic at that time; null when unknown
 */
record StoredOffset(long next, String topicId) {}
