// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.contract.send.CommandReply;
import java.util.function.Consumer;

/** Source of the replies to commands that are written after the start of this process. */
public interface CommandReplySource extends AutoCloseable {

  /**
   * Starts consuming. The topic must exist.
   *
   * @param listener called with every reply, including replies to other bridges
   */
  void start(Consumer<CommandReply> listener);

  /** Whether a reply to a command written from now on will be seen. */
  boolean isListening();

  @Override
  void close();
}
