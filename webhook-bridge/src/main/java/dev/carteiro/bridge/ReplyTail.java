// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.send.CommandReply;
import java.util.function.Consumer;

/** The replies to commands, as they are written from the start of this process on. */
interface ReplyTail extends AutoCloseable {

  /**
   * Starts following; the topic must exist.
   *
   * @param listener gets every reply, also those to other bridges
   */
  void start(Consumer<CommandReply> listener);

  /** Whether a reply to a command written from now on will be seen. */
  boolean isListening();

  @Override
  void close();
}
