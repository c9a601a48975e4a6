// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.standalone.ChildJvm;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that fill up under a running process: it says so, and nothing accepted is lost. */
class FullDiskIT {
  private static final int EACH = 50;

  @TempDir Path directory;

  private final WebhookBodies webhooks =
      new WebhookBodies("loja", "6f1d2c3b-4a59-4e68-9b7c-0d1e2f3a4b5c", "");

  @BeforeEach
  void requireMounts() {
    Assumptions.assumeTrue(
        SmallDisk.available(), "no disk can be mounted: a full one was not tried");
  }

  @Test
  void aTopologyWhoseStateDiskIsFullEndsInOrderAndGoesOnWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"));
        WholeSystemFixture backbone = WholeSystemFixture.start(directory, Map.of())) {
      // Given
      Path state = disk.path().resolve("state");
      Map<String, String> settings = Map.of("TOPOLOGY_STATE_DIR", state.toString());
      backbone.startAgain("bridge");
      backbone.startAgain("sink");
      backbone.bind("loja", "tenant-a");
      ChildJvm first = backbone.process("topology", settings);
      post(backbone, "BEFORE");
      backbone.awaitDrained();

      // When
      disk.fillUp();
      int code = first.exitCode();
      post(backbone, "WHILE");
      // What a process holds for files that grow is free again when it has ended.
      disk.fillUp();
      ChildJvm refused = backbone.process("topology", settings);

      // Then
      assertThat(code).isEqualTo(ExitCode.ROLE_FAILED.code());
      assertThat(first.output()).contains("the disk of " + state + " is full");
      assertThat(refused.exitCode()).isEqualTo(ExitCode.ROLE_FAILED.code());
      assertThat(refused.output()).contains("the disk of " + state + " is full", "make room there");
      disk.free();
      backbone.process("topology", settings);
      backbone.awaitDrained();
      assertThat(
              backbone.rows("SELECT message_id FROM messages").stream()
                  .map(row -> row.get("message_id")))
          .containsExactlyInAnyOrderElementsOf(
              List.of("BEFORE", "WHILE").stream()
                  .flatMap(name -> IntStream.range(0, EACH).mapToObj(number -> name + number))
                  .toList());
      assertThat(backbone.records(Topic.DEAD_LETTER)).isEmpty();
    }
  }

  private void post(WholeSystemFixture backbone, String name) {
    for (int number = 0; number < EACH; number++) {
      assertThat(backbone.post(message(name + number))).isEqualTo(200);
    }
  }

  private JsonNode message(String id) {
    return webhooks.message(
        "messages.upsert",
        new WebhookBodies.SampleMessage(
            id,
            "5511987654321@s.whatsapp.net",
            "174802938475622@lid",
            false,
            "Bom dia",
            Instant.parse("2026-11-30T12:00:00Z")),
        null,
        false);
  }
}
