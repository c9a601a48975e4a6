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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/**
 * Training run for what the JVM keeps of a start: starts {@code up --demo} in a directory and on
 * ports of its own, lets contacts write, and stops it when their messages are in the database. The
 * script runs it once after a build. One message loads the classes; from JDK 25 on, the JVM also
 * keeps which methods the traffic called and how, so there the script asks for many.
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

  /** About a hundred messages a second, each with two more webhooks. */
  private static final Duration CHAT_PAUSE = Duration.ofMillis(10);

  private static final int LOOKS = 480;
  private static final long BETWEEN_LOOKS_MS = 250;

  private StartupTrainingRun() {}

  /**
   * Runs the training; the exit code is 1 when the messages did not come within two minutes.
   *
   * @param arguments how many messages are waited for; 1 when absent
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int messages = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("carteiro-rehearsal");
    boolean seen;
    try {
      seen = play(environment(directory), messages);
    } finally {
      DirectoryDeleter.delete(directory);
    }
    System.exit(seen ? 0 : 1);
  }

  private static boolean play(Environment environment, int messages) throws InterruptedException {
    LoggingConfigurator.configure(environment.bind(LogSettings.class));
    StandaloneRole all =
        new StandaloneRole(
            environment,
            new ModuleRoleFactory(),
            new PrintWriter(PrintWriter.nullWriter()),
            Optional.of(new DemoRole(environment, CHAT_PAUSE)));
    try {
      all.start();
      for (int n = 0; n < LOOKS; n++) {
        if (hasMessages(environment, messages)) {
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
      }
      return false;
    } finally {
      all.close();
    }
  }

  private static boolean hasMessages(Environment environment, int messages) {
    StringWriter answer = new StringWriter();
    CommandLine cli = StandaloneMain.commandLine(environment, new ModuleRoleFactory());
    cli.setOut(new PrintWriter(answer));
    int code = cli.execute("query", "select 'seen' from messages having count(*) >= " + messages);
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
