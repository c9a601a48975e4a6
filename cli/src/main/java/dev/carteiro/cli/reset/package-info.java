// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code reset}: deletes the topology's state in Kafka and on disk, the sink's rows, or
 * the data directory.
 */
package dev.carteiro.cli.reset;
