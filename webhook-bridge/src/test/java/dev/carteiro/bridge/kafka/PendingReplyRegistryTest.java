// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.CommandReply;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PendingReplyRegistryTest {
  private final PendingReplyRegistry pending = new PendingReplyRegistry(2);

  @Test
  void aReplyFindsItsCommandAndOthersPassBy() {
    // Given
    CompletableFuture<CommandReply> first = pending.await("cmd_1").orElseThrow();
    CompletableFuture<CommandReply> second = pending.await("cmd_2").orElseThrow();
    // When
    pending.deliver(reply("cmd_2"));
    pending.deliver(reply("cmd_of_another_bridge"));
    // Then
    assertThat(first).isNotDone();
    assertThat(second.join().commandId()).isEqualTo("cmd_2");
  }

  @Test
  void aBoundedNumberWaitsAndEveryEndMakesRoom() {
    // Given
    pending.await("cmd_1").orElseThrow().complete(null);
    pending.await("cmd_2").orElseThrow().cancel(false);
    assertThat(pending.await("cmd_3")).isPresent();
    assertThat(pending.await("cmd_4")).isPresent();
    // When
    boolean room = pending.await("cmd_5").isPresent();
    // Then
    assertThat(room).isFalse();
    pending.deliver(reply("cmd_3"));
    assertThat(pending.await("cmd_5")).isPresent();
  }

  private static CommandReply reply(String commandId) {
    return new CommandReply(
        1, commandId, "t", CommandReply.CommandOutcome.DONE, null, null, null, Instant.EPOCH);
  }
}
