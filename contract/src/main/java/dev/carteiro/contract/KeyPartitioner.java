// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Computes the partition of a record key. No other code does. */
public final class KeyPartitioner {
  private KeyPartitioner() {}

  /** The partition of a key, as Kafka's default partitioner chooses it. */
  public static int of(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }
}
