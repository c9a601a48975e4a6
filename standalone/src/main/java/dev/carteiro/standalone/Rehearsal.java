// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.BuiltRoles;
import dev.carteiro.cli.Trees;
import dev.carteiro.config.Environment;
import dev.carteiro.config.FakeSettings;
import dev.carteiro.config.HttpSettings;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.StandaloneSettings;
import dev.carteiro.runtime.Logging;
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
public final class Rehearsal {
  private static final List<String> PORTS =
      List.of(
          StandaloneSettings.KAFKA_PORT.name(),
          StandaloneSettings.KAFKA_CONTROLLER_PORT.name(),
          StandaloneSettings.POSTGRES_PORT.name(),
          HttpSettings.BRIDGE_PORT.name(),
          HttpSettings.TOPOLOGY_PORT.name(),
          HttpSettings.SENDER_PORT.name(),
          HttpSettings.SINK_PORT.name(),
          HttpSettings.CONSOLE_PORT.name(),
          FakeSettings.PORT.name());

  private static final int LOOKS = 120;
  private static final long BETWEEN_LOOKS_MS = 250;

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("carteiro-rehearsal");
    boolean seen;
    try {
      seen = play(environment(directory));
    } finally {
      Trees.delete(directory);
    }
    System.exit(seen ? 0 : 1);
  }

  private static boolean play(Environment environment) throws InterruptedException {
    Logging.configure(LogSettings.from(environment));
    Standalone all =
        new Standalone(
            environment,
            new BuiltRoles(),
            new PrintWriter(PrintWriter.nullWriter()),
            Optional.of(new Demo(environment)));
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
    CommandLine cli = Main.commandLine(environment, new BuiltRoles());
    cli.setOut(new PrintWriter(answer));
    int code = cli.execute("query", "select 'seen' from messages limit 1");
    return code == 0 && answer.toString().contains("seen");
  }

  private static Environment environment(Path directory) {
    Map<String, String> settings = new HashMap<>();
    PORTS.forEach(port -> settings.put(port, Integer.toString(Ports.anyFree())));
    settings.put(StandaloneSettings.DATA_DIR.name(), directory.toString());
    settings.put(LogSettings.LEVEL.name(), "WARN");
    return Demo.under(new Environment(settings));
  }
}
