// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.reset;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.cli.command.LocalServiceAddresses;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.command.StandaloneSettings;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.topology.StateDirectoryLock;
import dev.carteiro.topology.TopologySettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Command {@code reset}: deletes the topology's state, and on demand the sink's rows or the whole
 * data directory. Without {@code --execute} it only prints the steps.
 */
@Command(
    name = "reset",
    description = {
      "Takes the topology's state away: its stores here, its internal topics, its offsets. It then processes again what the"
          + " webhooks' topic still holds. Says what it would do; does it with --execute. Refuses while roles run.",
      "Jobs that still wait, schedules among them, are forgotten, and nothing is sent again. The topics themselves"
          + " (webhooks, bindings, tenants, keys) stay."
    })
public final class StateResetCommand implements Callable<Integer> {
  private static final List<Setting<?>> SETTINGS = settings();

  private final Environment environment;

  @Spec private CommandSpec spec;

  @Option(names = "--execute", description = "Do it.")
  private boolean execute;

  @Option(names = "--sink", description = "Also empty the sink's tables and its offsets.")
  private boolean sink;

  @Option(
      names = "--data",
      description =
          "Instead: delete the data directory of a stopped up: all its topics, rows and keys.")
  private boolean data;

  private StateResetCommand(Environment environment) {
    this.environment = environment;
  }

  public static CommandSpec spec(Environment environment) {
    return SettingOptions.spec(new StateResetCommand(environment), SETTINGS);
  }

  @Override
  public Integer call() {
    Environment given =
        LocalServiceAddresses.under(SettingOptions.over(environment, spec, SETTINGS));
    PrintWriter out = spec.commandLine().getOut();
    if (data) {
      deleteData(new DataDirectory(StandaloneSettings.dataDir(given)), out);
    } else {
      resetState(given, out);
    }
    if (!execute) {
      out.println("nothing was changed; add --execute to do it");
    }
    out.flush();
    return ExitCode.OK.code();
  }

  private void resetState(Environment given, PrintWriter out) {
    String application = given.get(KafkaSettings.TOPOLOGY_APPLICATION_ID);
    List<String> groups =
        sink ? List.of(application, given.get(KafkaSettings.SINK_GROUP_ID)) : List.of(application);
    try (StreamsApplicationState state =
        StreamsApplicationState.at(KafkaSettings.from(given), application)) {
      state.requireStopped(groups);
      state.steps().forEach(step -> perform(step, out));
      if (sink) {
        state.steps(given.get(KafkaSettings.SINK_GROUP_ID)).forEach(step -> perform(step, out));
      }
    }
    for (Path home : StateDirectoryLock.places(Path.of(given.get(TopologySettings.STATE_DIR)))) {
      Path stores = home.resolve(application);
      if (Files.exists(stores)) {
        perform(
            new StreamsApplicationState.ResetStep(
                "delete " + stores, () -> DirectoryDeleter.delete(stores)),
            out);
      }
    }
    if (sink) {
      DatabaseSettings database = DatabaseSettings.from(given);
      perform(
          new StreamsApplicationState.ResetStep(
              "empty the sink's tables in " + database.url(),
              () -> SinkTableCleaner.empty(database)),
          out);
    }
  }

  private void deleteData(DataDirectory directory, PrintWriter out) {
    if (!Files.isDirectory(directory.path())) {
      out.println(directory.path() + " is not there");
      return;
    }
    if (!Files.exists(directory.services()) && !Files.exists(directory.adminKey())) {
      throw new CommandFailedException(
          directory.path() + " does not look like a data directory of up; delete it yourself");
    }
    DataDirectory.DirectoryLock lock = directory.lock();
    try {
      Path left = directory.postgres().resolve("data").resolve("postmaster.pid");
      if (Files.exists(left)) {
        throw new CommandFailedException(
            left + " says that a PostgreSQL may still run there: start up once more and stop it");
      }
      perform(
          new StreamsApplicationState.ResetStep(
              "delete " + directory.path(), () -> DirectoryDeleter.delete(directory.path())),
          out);
    } finally {
      lock.close();
    }
  }

  private void perform(StreamsApplicationState.ResetStep step, PrintWriter out) {
    if (execute) {
      step.action().run();
    }
    out.println((execute ? "done: " : "would ") + step.what());
  }

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(KafkaSettings.settings());
    settings.addAll(DatabaseSettings.settings());
    settings.addAll(
        List.of(
            KafkaSettings.TOPOLOGY_APPLICATION_ID,
            TopologySettings.STATE_DIR,
            KafkaSettings.SINK_GROUP_ID,
            StandaloneSettings.DATA_DIR));
    return List.copyOf(settings);
  }
}
