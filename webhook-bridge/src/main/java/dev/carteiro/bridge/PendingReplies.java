// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.send.CommandReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Who waits for the reply to which command; a bounded number. */
final class PendingReplies {
  private final Map<String, CompletableFuture<CommandReply>> waiting = new ConcurrentHashMap<>();
  private final Semaphore room;

  /**
   * @param most how many may wait at one time
   */
  PendingReplies(int most) {
    this.room = new Semaphore(most);
  }

  /**
   * Starts to wait for a reply, before its command is written; empty when too many wait. The place
   * is free again once the future is complete, in whatever way.
   */
  Optional<CompletableFuture<CommandReply>> await(String commandId) {
    if (!room.tryAcquire()) {
      return Optional.empty();
    }
    CompletableFuture<CommandReply> reply = new CompletableFuture<>();
    waiting.put(commandId, reply);
    reply.whenComplete(
        (done, failure) -> {
          waiting.remove(commandId);
          room.release();
        });
    return Optional.of(reply);
  }

  /** A reply came, to this bridge's command or another's. */
  void deliver(CommandReply reply) {
    CompletableFuture<CommandReply> waiter = waiting.get(reply.commandId());
    if (waiter != null) {
      waiter.complete(reply);
    }
  }
}
