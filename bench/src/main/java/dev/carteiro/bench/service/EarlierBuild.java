// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Another checkout of the project, whose roles are started by its own script. That is the one
 * interface which every build has, whatever its classes are called.
 */
public final class EarlierBuild {
  /**
   * The compiler's thresholds as the JVM has them, which the script changes: a role that is
   * measured beside another is compiled alike.
   */
  private static final List<String> JVM_THRESHOLDS =
      List.of(
          "-XX:Tier4InvocationThreshold=5000",
          "-XX:Tier4MinInvocationThreshold=600",
          "-XX:Tier4CompileThreshold=15000",
          "-XX:Tier4BackEdgeThreshold=40000");

  private final Path directory;

  public EarlierBuild(Path directory) {
    this.directory = directory;
  }

  /**
   * Builds it if it is not built.
   *
   * @param fresh gives new paths for files
   */
  public void build(Function<String, Path> fresh) throws ContenderUnavailableException {
    if (!Files.isExecutable(script())) {
      throw new ContenderUnavailableException("no checkout of the project: " + directory);
    }
    try (BenchmarkProgram program =
        BenchmarkProgram.start(
            fresh.apply("build.log"), directory, java(), List.of(script().toString(), "build"))) {
      if (program.awaitEnd() != 0) {
        throw new ContenderUnavailableException("it cannot be built: " + program.lastWords());
      }
    }
  }

  /**
   * Starts a role.
   *
   * @param output file that gets what it prints
   * @param environment settings
   * @param flags of its JVM
   */
  public BenchmarkProgram role(
      String role, Map<String, String> environment, List<String> flags, Path output) {
    List<String> all = new ArrayList<>(JVM_THRESHOLDS);
    all.addAll(flags);
    Map<String, String> settings = new HashMap<>(environment);
    settings.putAll(java());
    settings.put("CARTEIRO_JAVA_OPTS", String.join(" ", all));
    return BenchmarkProgram.start(output, directory, settings, List.of(script().toString(), role));
  }

  private static Map<String, String> java() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  private Path script() {
    return directory.resolve("carteiro");
  }
}
