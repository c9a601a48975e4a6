// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.contract.send.CommandReply;
import java.util.function.Consumer;

/** Source of the replies to commands that are written after the start of this process. */
public interface CommandReplySource extends AutoCloseable {

  /** Starts consuming; the listener gets replies to other bridges, too. */
  void start(Consumer<CommandReply> listener);

  /** Whether a reply to a command written from now on will be seen. */
  boolean isListening();

  @Override
  void close();
}
