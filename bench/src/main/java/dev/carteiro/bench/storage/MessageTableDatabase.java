// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.service.PostgresService;
import dev.carteiro.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;

/** A PostgreSQL server with the sink's schema, whose table {@code messages} is empty or filled. */
final class MessageTableDatabase implements AutoCloseable {
  private final PostgresService postgres;
  private final long rows;

  private MessageTableDatabase(PostgresService postgres, long rows) {
    this.postgres = postgres;
    this.rows = rows;
  }

  /**
   * Starts the server and fills the table.
   *
   * @param rows to fill the table with; 0 for an empty table
   */
  static MessageTableDatabase start(BenchmarkRunContext context, long rows)
      throws ContenderUnavailableException {
    MessageTableDatabase table =
        new MessageTableDatabase(PostgresService.start(context.fresh("postgres")), rows);
    try {
      DatabaseSettings database = table.postgres.database();
      Flyway.configure()
          .dataSource(database.url(), database.user(), database.password().orElse(null))
          .locations("classpath:db/migration")
          .load()
          .migrate();
      table.fill();
      return table;
    } catch (RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /** Returns the settings with which the sink connects to this server. */
  Map<String, String> environment() {
    DatabaseSettings database = postgres.database();
    Map<String, String> environment = new HashMap<>();
    environment.put("DATABASE_URL", database.url());
    environment.put("DATABASE_USER", database.user());
    database.password().ifPresent(password -> environment.put("DATABASE_PASSWORD", password));
    return environment;
  }

  ProcessHandle handle() {
    return postgres.handle();
  }

  /** Opens a connection that sees the rows of all tenants. */
  Connection connect() throws SQLException {
    return postgres.connect();
  }

  /** Returns the connection settings of the application's user. */
  DatabaseSettings database() {
    return postgres.database();
  }

  /**
   * Restores the state before the first measurement. A table that began empty is truncated; rows
   * that were added to a filled table are a small share of it and stay.
   */
  void reset() {
    run(rows == 0 ? List.of("TRUNCATE messages", "CHECKPOINT") : List.of("CHECKPOINT"));
  }

  /**
   * Fills the table without indexes and creates them afterwards, which is about ten times faster.
   * It uses one connection per processor; each index is created on one of them.
   */
  private void fill() {
    if (rows == 0) {
      return;
    }
    List<String> indexes = indexes();
    List<String> statements = new ArrayList<>();
    indexes.forEach(index -> statements.add("DROP INDEX " + index.split(" ")[2]));
    statements.add("ALTER TABLE messages DROP CONSTRAINT messages_pkey");
    run(statements);
    int connections = Runtime.getRuntime().availableProcessors();
    inParallel(
        connections,
        IntStream.range(0, connections)
            .mapToObj(n -> FILL.formatted(n * rows / connections + 1, (n + 1) * rows / connections))
            .toList());
    run(
        List.of(
            MEMORY,
            "ALTER TABLE messages ADD PRIMARY KEY (tenant_id, gateway, instance, message_id)"));
    inParallel(connections, indexes);
    run(List.of("ANALYZE messages", "CHECKPOINT"));
  }

  private void inParallel(int connections, List<String> statements) {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<CompletableFuture<Void>> all =
          statements.stream()
              .map(
                  sql ->
                      CompletableFuture.runAsync(() -> run(List.of(MEMORY, ALONE, sql)), threads))
              .toList();
      all.forEach(CompletableFuture::join);
    } finally {
      threads.shutdown();
    }
  }

  private static final String MEMORY = "SET maintenance_work_mem = '512MB'";

  /** No parallel workers: each processor executes a statement already. */
  private static final String ALONE = "SET max_parallel_maintenance_workers = 0";

  private static final String FILL =
      """
      INSERT INTO messages (tenant_id, gateway, instance, message_id, chat_id, text, original_text, sender, push_name,
        from_me, message_type, evolution_type, status, status_rank, status_at, created_at, received_at, source,
        is_history, via_api, raw, trace_id, revision, changed_at)
      SELECT 'tenant-' || n %% 50, 'default', 'n' || n %% 1000, '3EB0' || upper(md5(n::text)),
        '55219' || n %% 100000 || '@s.whatsapp.net', 'Bom dia! Esta mensagem tem o numero ' || n,
        'Bom dia! Esta mensagem tem o numero ' || n, '55219' || n %% 100000 || '@s.whatsapp.net', 'Maria',
        n %% 3 = 0, 'text', 'conversation', 'READ', 5, at, at, at, 'android', false, false,
        jsonb_build_object('key', jsonb_build_object('id', md5(n::text), 'remoteJid', '55219' || n %% 100000, 'fromMe', false),
          'pushName', 'Maria', 'messageType', 'conversation', 'messageTimestamp', n, 'instanceId', md5((n %% 1000)::text),
          'message', jsonb_build_object('conversation', 'Bom dia! Esta mensagem tem o numero ' || n)),
        md5((n + 1)::text), 1, at
      FROM (SELECT n, now() - n * interval '1 second' AS at FROM generate_series(%d, %d) AS n) AS made""";

  private List<String> indexes() {
    List<String> indexes = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet definitions =
            statement.executeQuery(
                "SELECT indexdef FROM pg_indexes WHERE tablename = 'messages'"
                    + " AND indexname <> 'messages_pkey'")) {
      while (definitions.next()) {
        indexes.add(definitions.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the indexes", e);
    }
    return indexes;
  }

  private void run(List<String> statements) {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refuses", e);
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
