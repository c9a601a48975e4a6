// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code carteiro}: in a fresh clone, where nothing is built and nothing may be, and
 * where it is built, with a JDK that only writes down how it is called.
 */
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

  @ParameterizedTest
  @CsvSource({
    "17, -XX:ArchiveClassesAtExit=, -XX:SharedArchiveFile=",
    "25, -XX:AOTCacheOutput=, -XX:AOTCache="
  })
  void theFirstStartAfterABuildIsRehearsed(String version, String writes, String reads)
      throws Exception {
    // Given
    built();
    jdk(version, 0);
    // When
    ScriptResult first = run("up");
    ScriptResult second = run("up", "--demo");
    // Then
    assertThat(List.of(first.code(), second.code())).containsOnly(0);
    assertThat(first.output()).contains("rehearsing a start");
    assertThat(second.output()).doesNotContain("rehears");
    assertThat(calls()).hasSize(3);
    assertThat(calls().get(0)).contains(writes, "StartupTrainingRun");
    assertThat(calls().get(1)).contains(reads, "StandaloneMain up");
    assertThat(calls().get(2)).contains(reads, "StandaloneMain up --demo");
  }

  @Test
  void anotherJdkAndANewBuildAreRehearsedAgain() throws Exception {
    // Given
    built();
    jdk("25", 0);
    run("up");
    // When
    jdk("26", 0);
    ScriptResult other = run("up");
    built();
    ScriptResult rebuilt = run("up");
    // Then
    assertThat(other.output()).contains("rehearsing a start");
    assertThat(rebuilt.output()).contains("rehearsing a start");
    try (Stream<Path> files = Files.list(clone.resolve("standalone/target"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".aot"))).hasSize(1);
    }
  }

  @Test
  void aRehearsalThatFailsIsSaidOnceAndPreventsNoStart() throws Exception {
    // Given
    built();
    jdk("25", 1);
    // When
    ScriptResult first = run("up");
    ScriptResult second = run("up");
    // Then
    assertThat(List.of(first.code(), second.code())).containsOnly(0);
    assertThat(first.output()).contains("the rehearsal failed");
    assertThat(second.output()).doesNotContain("rehears");
    assertThat(calls()).hasSize(3);
    assertThat(calls().subList(1, 3))
        .allSatisfy(call -> assertThat(call).contains("StandaloneMain").doesNotContain("AOTCache"));
  }

  @Test
  void aRehearsalThatIsInterruptedEndsTheScript() throws Exception {
    // Given
    built();
    jdk("25", 130);
    // When
    ScriptResult result = run("up");
    // Then
    assertThat(result.code()).isEqualTo(130);
    assertThat(calls()).hasSize(1);
  }

  @Test
  void anotherCollectorTakesTheScriptsPlace() throws Exception {
    // Given
    built();
    jdk("25", 0);
    // When
    run(Map.of(), "doctor");
    run(Map.of("CARTEIRO_JAVA_OPTS", "-Xmx2g -XX:+UseZGC"), "doctor");
    // Then
    assertThat(calls().get(0)).contains("-XX:+UseSerialGC");
    assertThat(calls().get(1)).contains("-XX:+UseZGC").doesNotContain("UseSerialGC");
  }

  /** Makes the clone look as after a build. */
  private void built() throws IOException {
    Path target = clone.resolve("standalone/target");
    Files.createDirectories(target.resolve("lib"));
    Files.deleteIfExists(target.resolve(".carteiro-built"));
    Files.createFile(target.resolve(".carteiro-built"));
  }

  /** Installs a JDK whose rehearsals end with a code, and everything else with 0. */
  private void jdk(String version, int rehearsal) throws IOException {
    Path jdk = programs.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
    Files.writeString(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        echo "$@" >>'%s'
        case "$*" in
          *StartupTrainingRun*)
            for word in "$@"; do
              case $word in -XX:A*=*) echo kept >"${word#*=}" ;; esac
            done
            exit %d ;;
        esac
        """
            .formatted(called, rehearsal));
    Files.copy(
        jdk.resolve("bin/java"), jdk.resolve("bin/javac"), StandardCopyOption.REPLACE_EXISTING);
    for (String name : List.of("bin/java", "bin/javac")) {
      Files.setPosixFilePermissions(
          jdk.resolve(name), PosixFilePermissions.fromString("rwx------"));
    }
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(called);
  }

  private void untouched() throws IOException {
    assertThat(called).doesNotExist();
    try (Stream<Path> files = Files.walk(clone)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> clone.relativize(file).toString()))
          .containsExactlyInAnyOrder("carteiro", "pom.xml", "cli/commands.txt");
    }
  }

  private ScriptResult run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  private ScriptResult run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", clone.resolve("carteiro").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Path jdk = programs.resolve("jdk");
    if (Files.exists(jdk)) {
      builder.environment().put("JAVA_HOME", jdk.toString());
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new ScriptResult(process.waitFor(), output);
  }
}
