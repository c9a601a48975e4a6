// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.contract.event.DeadLetter;
import java.util.List;

/** Stores the dead letters of records that cannot be written. */
public interface DeadLetterQueue {

  /**
   * Sends dead letters, and returns when Kafka has acknowledged all of them.
   *
   * @throws KafkaUnavailableException if Kafka did not take all of them; sending them again does no
   *     harm
   */
  void send(List<DeadLetter> letters) throws KafkaUnavailableException;
}
