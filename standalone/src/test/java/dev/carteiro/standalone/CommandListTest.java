// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The list by which the script helps where nothing is built yet. */
class CommandListTest {

  @Test
  void theListOfCommandsIsThatOfTheCommands() throws IOException {
    // Given
    List<String> wanted = new ArrayList<>();
    collect(
        StandaloneMain.commandLine(
            new Environment(Map.of()), new FakeRoleFactory(said -> {}, "none")),
        "",
        wanted);
    // When
    List<String> listed = Files.readAllLines(Path.of("../cli/commands.txt"));
    // Then
    assertThat(listed)
        .as("cli/commands.txt must be:\n" + String.join("\n", wanted) + "\n")
        .isEqualTo(wanted);
  }

  private static void collect(CommandLine line, String before, List<String> all) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              String description =
                  String.join(" ", command.getCommandSpec().usageMessage().description());
              all.add(before + name + "\t" + description.split("(?<=[.])\\s", 2)[0]);
              collect(command, before + name + " ", all);
            });
  }
}
