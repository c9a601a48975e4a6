// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import dev.carteiro.contract.event.DeadLetter;
import java.util.List;

/** Where records go that cannot be written. */
interface DeadLetterQueue {

  /**
   * Returns when all of them are safe in Kafka.
   *
   * @throws KafkaUnavailableException if Kafka did not take them all; sending them again does no
   *     harm
   */
  void send(List<DeadLetter> letters) throws KafkaUnavailableException;
}
