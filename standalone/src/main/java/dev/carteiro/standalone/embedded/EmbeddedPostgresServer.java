// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.standalone.embedded.ProgramRunner.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server as a child process, on loopback, with full durability and a generated
 * password. It is in a process group of its own: Ctrl-C does not reach it before the sink has
 * finished. A server that was left behind by a killed process is stopped before a new one starts.
 */
public final class EmbeddedPostgresServer
    implements AutoCloseable, PostgresSupervisor.SupervisedServer {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration INIT_LIMIT = Duration.ofMinutes(2);
  private static final String SUPERUSER = "postgres";
  private static final String APPLICATION = "carteiro";
  private static final long LOG_LIMIT = 10L * 1024 * 1024;

  /** Directory of cluster, log and password, and that of the programs, which may be shared. */
  public record EmbeddedPostgresSettings(Path directory, Path binaries, int port) {

    public static EmbeddedPostgresSettings in(Path directory, int port) {
      return new EmbeddedPostgresSettings(directory, directory.resolve("binaries-18.6.0"), port);
    }

    public static EmbeddedPostgresSettings onFreePort(Path directory, Path binaries) {
      return new EmbeddedPostgresSettings(directory, binaries, LoopbackPorts.anyFree());
    }

    Path cluster() {
      return directory.resolve("data");
    }

    Path log() {
      return directory.resolve("postgres.log");
    }

    /** The file of the password that the superuser and the application's user have. */
    public Path passwordFile() {
      return directory.resolve("password");
    }
  }

  private final EmbeddedPostgresSettings settings;
  private final PostgresProcessUser user;
  private final String password;

  private EmbeddedPostgresServer(
      EmbeddedPostgresSettings settings, PostgresProcessUser user, String password) {
    this.settings = settings;
    this.user = user;
    this.password = password;
  }

  /**
   * Starts the server, and creates the cluster, the user and the database when they are absent.
   *
   * @throws StartupException PORT_IN_USE, DATA_DIR_UNUSABLE or POSTGRES_…, with the server's own
   *     message
   */
  public static EmbeddedPostgresServer start(EmbeddedPostgresSettings settings) {
    try {
      Files.createDirectories(settings.directory());
      Files.setPosixFilePermissions(
          settings.directory(), PosixFilePermissions.fromString("rwx------"));
      rotateLog(settings.log());
    } catch (IOException e) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE",
          "cannot use %s: %s".formatted(settings.directory(), e.getMessage()),
          e);
    }
    PostgresBinaries.unpackTo(settings.binaries());
    String password =
        DataDirectory.secret(settings.passwordFile(), EmbeddedPostgresServer::newPassword);
    EmbeddedPostgresServer postgres =
        new EmbeddedPostgresServer(settings, PostgresProcessUser.detect(), password);
    postgres.start();
    return postgres;
  }

  /** Connection of the application: its user owns the database and is not a superuser. */
  public DatabaseSettings database() {
    return new DatabaseSettings(url(APPLICATION), APPLICATION, Optional.of(password));
  }

  public DatabaseSettings superuser() {
    return new DatabaseSettings(url(SUPERUSER), SUPERUSER, Optional.of(password));
  }

  public EmbeddedPostgresSettings settings() {
    return settings;
  }

  public Optional<ProcessHandle> process() {
    return PostmasterPidFile.of(settings.cluster()).flatMap(PostmasterPidFile::running);
  }

  @Override
  public Optional<Boolean> isRunning() {
    try {
      return Optional.of(process().isPresent());
    } catch (StartupException unreadable) {
      // The server writes postmaster.pid in several steps.
      LOG.debug("cannot see whether PostgreSQL runs", unreadable);
      return Optional.empty();
    }
  }

  @Override
  public String log() {
    return settings.log().toString();
  }

  @Override
  public void close() {
    if (process().isPresent()) {
      stop();
    }
  }

  @Override
  public void start() {
    user.own(settings.directory());
    if (!settings.binaries().startsWith(settings.directory())) {
      user.own(settings.binaries());
    }
    initialise();
    stopStale();
    LoopbackPorts.requireFree(settings.port(), "EMBEDDED_POSTGRES_PORT", "the embedded PostgreSQL");
    ProgramResult started =
        control(START_LIMIT, "start", "--log", settings.log().toString(), "--options", options());
    if (!started.ok()) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED",
          "the embedded PostgreSQL did not start; its log %s ends with: %s"
              .formatted(settings.log(), lastWords()));
    }
    try {
      createDatabase();
    } catch (SQLException e) {
      close();
      throw new StartupException(
          "POSTGRES_NOT_STARTED", "cannot set up the embedded PostgreSQL: " + e.getMessage(), e);
    }
    LOG.info(
        "embedded PostgreSQL serves port={} directory={}", settings.port(), settings.directory());
  }

  private String options() {
    return String.join(
        " ",
        "-p " + settings.port(),
        "-c listen_addresses=" + LoopbackPorts.LOOPBACK,
        // Every connection needs the password; a Unix socket would be one more way in.
        "-c unix_socket_directories=''",
        // The default, given explicitly because the durability promises depend on it.
        "-c fsync=on",
        // The default of 128 MB fills within the first hour; the system's cache has the same pages.
        "-c shared_buffers=32MB",
        // Lets the owner of the database take the analysts' role that its migrations create.
        "-c createrole_self_grant=set",
        "-c log_checkpoints=off");
  }

  /** Creates the cluster elsewhere and moves it: a kill leaves nothing that looks complete. */
  private void initialise() {
    Path cluster = settings.cluster();
    if (Files.exists(cluster)) {
      requireVersion(cluster);
      return;
    }
    Path unfinished = cluster.resolveSibling("data.new");
    try {
      DirectoryDeleter.delete(unfinished);
      ProgramResult made =
          run(
              INIT_LIMIT,
              "initdb",
              "--pgdata=" + unfinished,
              "--username=" + SUPERUSER,
              "--pwfile=" + settings.passwordFile(),
              // Any local user can reach the port, and a superuser without a password is a shell.
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              // The same collation on every machine, whatever locales it has.
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--locale=C");
      if (!made.ok()) {
        throw new StartupException(
            "POSTGRES_NOT_STARTED", "initdb failed: " + made.output().strip());
      }
      Files.move(unfinished, cluster);
    } catch (IOException e) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED", "cannot prepare %s: %s".formatted(cluster, e.getMessage()), e);
    }
  }

  private static void requireVersion(Path cluster) {
    String version = DataDirectory.read(cluster.resolve("PG_VERSION")).orElse("none");
    if (!version.equals(PostgresBinaries.MAJOR_VERSION)) {
      throw new StartupException(
          "POSTGRES_OTHER_VERSION",
          "%s was made by PostgreSQL %s, this is %s: dump it with the old version and restore it, or set DATA_DIR"
              .formatted(cluster, version, PostgresBinaries.MAJOR_VERSION));
    }
  }

  private void stopStale() {
    PostmasterPidFile.of(settings.cluster())
        .ifPresent(
            old -> {
              if (old.running().isPresent()) {
                LOG.warn(
                    "stopping the PostgreSQL that an earlier process left running pid={}",
                    old.pid());
                stop();
              } else if (old.numberIsTaken()) {
                old.disown();
              }
            });
  }

  private void stop() {
    if (!control(STOP_LIMIT, "stop", "--mode=fast").ok()) {
      LOG.warn(
          "PostgreSQL did not stop within {}; it is ended at once and will recover at its next start",
          STOP_LIMIT);
      control(STOP_LIMIT, "stop", "--mode=immediate");
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(SUPERUSER), SUPERUSER, password);
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + APPLICATION + "'")) {
        statement.execute(
            "CREATE ROLE " + APPLICATION + " LOGIN CREATEROLE PASSWORD '" + password + "'");
      }
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + APPLICATION + "'")) {
        statement.execute("CREATE DATABASE " + APPLICATION + " OWNER " + APPLICATION);
      }
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private ProgramResult control(Duration limit, String action, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(action, "--pgdata=" + settings.cluster(), "--wait"));
    arguments.add("--timeout=" + limit.toSeconds());
    arguments.addAll(List.of(more));
    return run(limit.plusSeconds(10), "pg_ctl", arguments.toArray(String[]::new));
  }

  private ProgramResult run(Duration limit, String program, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(settings.binaries().resolve("bin").resolve(program).toString()));
    command.addAll(List.of(arguments));
    return ProgramRunner.run(user.command(command), limit);
  }

  private String lastWords() {
    String log = DataDirectory.read(settings.log()).orElse("");
    List<String> lines = log.lines().toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
  }

  private String url(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(LoopbackPorts.LOOPBACK, settings.port(), database);
  }

  private static void rotateLog(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
