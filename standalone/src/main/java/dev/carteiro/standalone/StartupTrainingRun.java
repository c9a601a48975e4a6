// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * Training run for the JVM's archive of loaded classes: starts {@code up --demo} in a directory and
 * on ports of its own, waits for the first message in the database, and stops it. The script runs
 * it once after a build, so that later starts load classes from the archive.
 */
public final class StartupTrainingRun {
  private static final List<String> PORTS =
      List.of(
          "EMBEDDED_KAFKA_PORT",
          "EMBEDDED_KAFKA_CONTROLLER_PORT",
          "EMBEDDED_POSTGRES_PORT",
          "BRIDGE_PORT",
          "TOPOLOGY_PORT",
          "SENDER_PORT",
          "SINK_PORT",
          "CONSOLE_PORT",
          "FAKE_PORT");

  private static final int LOOKS = 120;
  private static final long BETWEEN_LOOKS_MS = 250;

  private StartupTrainingRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("carteiro-rehearsal");
    boolean seen;
    try {
      seen = play(environment(directory));
    } finally {
      DirectoryDeleter.delete(directory);
    }
    System.exit(seen ? 0 : 1);
  }

  private static boolean play(Environment environment) throws InterruptedException {
    LoggingConfigurator.configure(environment.bind(LogSettings.class));
    StandaloneRole all =
        new StandaloneRole(
            environment,
            new ModuleRoleFactory(),
            new PrintWriter(PrintWriter.nullWriter()),
            Optional.of(new DemoRole(environment)));
    try {
      all.start();
      for (int n = 0; n < LOOKS; n++) {
        if (hasMessage(environment)) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
      }
      return false;
    } finally {
      all.close();
    }
  }

  private static boolean hasMessage(Environment environment) {
    StringWriter answer = new StringWriter();
    CommandLine cli = StandaloneMain.commandLine(environment, new ModuleRoleFactory());
    cli.setOut(new PrintWriter(answer));
    int code = cli.execute("query", "select 'seen' from messages limit 1");
    return code == 0 && answer.toString().contains("seen");
  }

  private static Environment environment(Path directory) {
    Map<String, String> settings = new HashMap<>();
    PORTS.forEach(port -> settings.put(port, Integer.toString(LoopbackPorts.anyFree())));
    settings.put("DATA_DIR", directory.toString());
    settings.put("LOG_LEVEL", "WARN");
    return DemoRole.under(new Environment(settings));
  }
}
