// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import dev.carteiro.contract.send.CommandReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Registry of the requests that wait for the reply to their command; their number is bounded. */
public final class PendingReplyRegistry {
  private final Map<String, CompletableFuture<CommandReply>> waiting = new ConcurrentHashMap<>();
  private final Semaphore permits;

  public PendingReplyRegistry(int maxWaiting) {
    this.permits = new Semaphore(maxWaiting);
  }

  /** Registers a command before it is written; empty when too many requests wait. */
  public Optional<CompletableFuture<CommandReply>> await(String commandId) {
    if (!permits.tryAcquire()) {
      return Optional.empty();
    }
    CompletableFuture<CommandReply> reply = new CompletableFuture<>();
    waiting.put(commandId, reply);
    reply.whenComplete(
        (done, failure) -> {
          waiting.remove(commandId);
          permits.release();
        });
    return Optional.of(reply);
  }

  /** Completes the request that waits for this reply. Replies to other bridges are ignored. */
  public void deliver(CommandReply reply) {
    CompletableFuture<CommandReply> waiter = waiting.get(reply.commandId());
    if (waiter != null) {
      waiter.complete(reply);
    }
  }
}
