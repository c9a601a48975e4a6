// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code carteiro} in a fresh clone: nothing is built, and nothing may be. */
class ScriptTest {
  private static final Path ROOT = Path.of("..");

  @TempDir private Path clone;
  @TempDir private Path programs;
  private Path called;

  private record ScriptResult(int code, String output) {}

  /** What may not be called is on the path and says that it was. */
  @BeforeEach
  void cloneAfresh() throws IOException {
    called = programs.resolve("called");
    for (String name : List.of("mvn", "apt-get", "sudo", "java", "javac")) {
      Path program = programs.resolve(name);
      Files.writeString(
          program, "#!/bin/sh\necho " + name + " \"$@\" >>'" + called + "'\nexit 1\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    Files.createDirectory(clone.resolve("cli"));
    for (String name : List.of("carteiro", "pom.xml", "cli/commands.txt")) {
      Files.copy(ROOT.resolve(name), clone.resolve(name));
    }
    Files.setPosixFilePermissions(
        clone.resolve("carteiro"), PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', dead-letters",
    "--help, dead-letters",
    "-h, sender",
    "help, sender",
    "up --help, embedded Kafka",
    "bridge -h, bridge",
    "topology --topology-port=1 --help, topology",
    "instances --help, instances update",
    "instances update --help, instances update",
    "instances update acme --rate=3 --help, instances update",
    "help instances add, instances add",
    "build --help, build",
    "test --help, test",
    "bench --help, bench",
    "compose-env --help, compose-env",
    "--version, carteiro 0.1",
    "-V, not built yet",
  })
  void helpBuildsNothing(String line, String said) throws Exception {
    // When
    ScriptResult result = run(line.isEmpty() ? new String[0] : line.split(" "));
    // Then
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains(said);
    untouched();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "nonsense --help", "help nonsense", "--nonsense", "instance"})
  void anUnknownCommandBuildsNothing(String line) throws Exception {
    // When
    ScriptResult result = run(line.split(" "));
    // Then
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.output()).contains("there is no command", "./carteiro --help");
    untouched();
  }

  @Test
  void helpOfOneCommandLeavesOutTheOthers() throws Exception {
    // When
    ScriptResult result = run("dead-letters", "--help");
    // Then
    assertThat(result.output())
        .contains("dead-letters redrive", "./carteiro dead-letters --help")
        .doesNotContain("instances");
  }

  @Test
  void aKnownCommandStartsTheBuild() throws Exception {
    // When
    ScriptResult result = run("doctor");
    // Then
    assertThat(result.code()).isNotZero();
    assertThat(called).exists();
  }

  private void untouched() throws IOException {
    assertThat(called).doesNotExist();
    try (Stream<Path> files = Files.walk(clone)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> clone.relativize(file).toString()))
          .containsExactlyInAnyOrder("carteiro", "pom.xml", "cli/commands.txt");
    }
  }

  private ScriptResult run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", clone.resolve("carteiro").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().remove("JAVA_HOME");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new ScriptResult(process.waitFor(), output);
  }
}
