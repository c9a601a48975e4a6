// SPDX-License-Identifier: Apache-2.0
/**
 * What a query asks of a partition, which process has the partition, and how this process reads the
 * partitions that it has.
 *
 * <p>A {@link dev.carteiro.topology.query.partition.QueryPlan} names the partitions and a {@link
 * dev.carteiro.topology.query.partition.PartitionReader}. {@link
 * dev.carteiro.topology.query.partition.LocalQueryExecutor} runs the reader on the stores of a
 * partition. {@link dev.carteiro.topology.query.partition.PartitionAnswerCollector} drops what the
 * caller may not see, and makes the {@link dev.carteiro.topology.query.partition.PartitionAnswer}.
 */
package dev.carteiro.topology.query.partition;
