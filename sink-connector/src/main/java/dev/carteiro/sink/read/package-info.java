// SPDX-License-Identifier: Apache-2.0
/**
 * The Kafka side of the sink: polls records, seeks partitions to their stored offsets, delivers
 * records in order, and sends dead letters.
 *
 * <p>In: records of the subscribed topics, stored offsets. Out: row changes and offset updates for
 * {@code write}, dead letters. It remembers, in memory only: records that are not written yet, and
 * the stored offset of each assigned partition.
 */
package dev.carteiro.sink.read;
