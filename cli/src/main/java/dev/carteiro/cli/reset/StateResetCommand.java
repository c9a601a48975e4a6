// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.reset;

import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.topology.StateDirectoryLock;
import dev.carteiro.topology.TopologySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command {@code reset}: deletes the topology's state, and on demand the sink's rows or the whole
 * data directory. Without {@code --execute} it only prints the steps.
 */
@Command(
    name = "reset",
    description = {
      "Deletes the topology's state: its stores on this machine, its internal topics and its offsets. The topology then"
          + " processes again what the topic of webhooks still holds. Lists the steps; --execute performs them. Refuses"
          + " while roles run.",
      "Jobs that wait, schedules among them, are lost, and nothing is sent again. The topics of webhooks, bindings,"
          + " tenants and keys stay."
    })
public final class StateResetCommand implements Callable<Integer> {
  /** The tables with the policy that all of the sink's have, and the offsets; no others. */
  private static final String SINK_TABLES =
      "SELECT string_agg(format('%I', name), ', ') FROM (SELECT tablename AS name FROM pg_policies"
          + " WHERE policyname = 'tenant_isolation' AND schemaname = current_schema()"
          + " UNION SELECT 'sink_offset' WHERE to_regclass('sink_offset') IS NOT NULL) tables";

  @Mixin
  private SettingOptions settings =
      new SettingOptions(
          KafkaSettings.class,
          DatabaseSettings.class,
          KafkaSettings.TopologyGroupSettings.class,
          TopologySettings.StateDirectorySettings.class,
          KafkaSettings.SinkGroupSettings.class,
          DataDirectory.class);

  @Option(names = "--execute", description = "Do it, instead of listing the steps.")
  private boolean execute;

  @Option(names = "--sink", description = "Also empty the sink's tables and its offsets.")
  private boolean sink;

  @Option(
      names = "--data",
      description =
          "Instead: delete the data directory of a stopped up: all its topics, rows and keys.")
  private boolean data;

  @Override
  public Integer call() throws Exception {
    Environment given = settings.environmentWithLocalServices();
    if (data) {
      deleteData(given.bind(DataDirectory.class));
    } else {
      resetState(given);
    }
    if (!execute) {
      settings.out().println("nothing was changed; add --execute to do it");
    }
    return ExitCode.OK.code();
  }

  private void resetState(Environment given) throws Exception {
    String application = given.bind(KafkaSettings.TopologyGroupSettings.class).id();
    String sinkGroup = given.bind(KafkaSettings.SinkGroupSettings.class).id();
    try (StreamsApplicationState state =
        StreamsApplicationState.at(given.bind(KafkaSettings.class), application)) {
      state.requireStopped(sink ? List.of(application, sinkGroup) : List.of(application));
      List<StreamsApplicationState.ResetStep> steps = state.steps();
      if (sink) {
        steps.addAll(state.steps(sinkGroup));
      }
      for (StreamsApplicationState.ResetStep step : steps) {
        perform(step.what(), step.action());
      }
    }
    Path directory = given.bind(TopologySettings.StateDirectorySettings.class).path();
    for (Path home : StateDirectoryLock.places(directory)) {
      Path stores = home.resolve(application);
      if (Files.exists(stores)) {
        perform("delete " + stores, () -> DirectoryDeleter.delete(stores));
      }
    }
    if (sink) {
      DatabaseSettings database = given.bind(DatabaseSettings.class);
      perform("empty the sink's tables in " + database.url(), () -> emptyTables(database));
    }
  }

  /** Truncates all tables of the sink in one statement; the schema stays. */
  private static void emptyTables(DatabaseSettings database) throws SQLException {
    try (Connection connection = DatabaseQuery.connect(database);
        Statement statement = connection.createStatement()) {
      String tables;
      try (ResultSet row = statement.executeQuery(SINK_TABLES)) {
        row.next();
        tables = row.getString(1);
      }
      if (tables != null) {
        statement.execute("TRUNCATE " + tables);
      }
    }
  }

  private void deleteData(DataDirectory directory) throws Exception {
    if (!Files.isDirectory(directory.path())) {
      settings.out().println(directory.path() + " does not exist");
      return;
    }
    if (!Files.exists(directory.services()) && !Files.exists(directory.adminKey())) {
      throw new CommandFailedException(
          directory.path() + " does not look like a data directory of up; delete it yourself");
    }
    DataDirectory.DirectoryLock lock = directory.lock();
    try {
      Path pidFile = directory.postgres().resolve("data").resolve("postmaster.pid");
      if (Files.exists(pidFile)) {
        throw new CommandFailedException(
            pidFile + " exists, so PostgreSQL may still run there: start up once more and stop it");
      }
      perform("delete " + directory.path(), () -> DirectoryDeleter.delete(directory.path()));
    } finally {
      lock.close();
    }
  }

  private void perform(String step, StreamsApplicationState.ResetAction action) throws Exception {
    if (execute) {
      action.run();
    }
    settings.out().println((execute ? "done: " : "would ") + step);
  }
}
