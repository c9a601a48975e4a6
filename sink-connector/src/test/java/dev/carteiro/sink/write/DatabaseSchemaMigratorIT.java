// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SendJobFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkRole;
import dev.carteiro.sink.SinkTestDatabase;
import dev.carteiro.sink.rows.SinkTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseSchemaMigratorIT {
  private SinkTestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = SinkTestDatabase.empty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void sinksThatStartAtOnceMigrateOnce() throws Exception {
    // Given
    ExecutorService sinks = Executors.newFixedThreadPool(4);
    CountDownLatch together = new CountDownLatch(1);
    List<Future<?>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(
          sinks.submit(
              () -> {
                together.await();
                new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
                return null;
              }));
    }

    // When
    together.countDown();
    for (Future<?> start : starts) {
      start.get();
    }
    sinks.shutdown();

    // Then
    assertThat(
            database.rows(
                "SELECT version FROM flyway_schema_history GROUP BY version HAVING count(*) > 1"))
        .isEmpty();
    assertThat(database.rows("SELECT count(*) FROM messages")).containsExactly("0");
  }

  @Test
  void aSchemaThatCannotBeMigratedIsNotTakenForARefusedUser() throws Exception {
    // Given
    DatabaseSchemaMigrator schema = new DatabaseSchemaMigrator(database.settings, database.pool);
    schema.migrate();
    database.execute(
        "DELETE FROM flyway_schema_history WHERE installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history)");

    // When
    SQLException error = catchThrowableOfType(SQLException.class, schema::migrate);

    // Then
    assertThat(SinkRole.refusal(database.settings, error, SqlErrorCategory.state(error)).code())
        .isEqualTo("SCHEMA_MISMATCH");
    SQLException denied = new SQLException("permission denied for schema public", "42501");
    assertThat(SinkRole.refusal(database.settings, denied, "42501").code())
        .isEqualTo("DATABASE_REFUSES");
  }

  @Test
  void everyTableOfATenantHasATenantAndRowLevelSecurity() throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();

    // When
    List<String> tables =
        database.rows(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity
            ORDER BY 1""");

    // Then
    List<String> all =
        database.rows(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname NOT IN ('sink_offset', 'flyway_schema_history') ORDER BY 1""");
    assertThat(tables).isEqualTo(all).containsExactlyInAnyOrderElementsOf(SinkTables.names());
  }

  @Test
  void anAnalystSeesTheTenantOfTheSessionAndNothingElse() throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                0,
                "default/acme",
                SinkEventFixtures.message("a", "m1").created("of a")),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                1,
                "default/acme",
                SinkEventFixtures.message("b", "m2").created("of b")),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE_STATUS,
                0,
                "default/acme",
                SinkEventFixtures.status("b", "m2", MessageStatus.READ))));

    // When
    // First: once a session had the setting, it is empty rather than absent.
    List<String> withoutTenant = asAnalyst("SELECT 1", "SELECT text FROM messages");
    List<String> withA =
        asAnalyst("SET LOCAL carteiro.tenant_id = 'a'", "SELECT text FROM messages");
    List<String> afterReset =
        asAnalyst(
            "SET LOCAL carteiro.tenant_id = 'a'; RESET carteiro.tenant_id",
            "SELECT text FROM messages");
    List<String> historyOfA =
        asAnalyst(
            "SET LOCAL carteiro.tenant_id = 'a'", "SELECT status FROM message_status_history");

    // Then
    assertThat(withA).containsExactly("of a");
    assertThat(withoutTenant).isEmpty();
    assertThat(afterReset).isEmpty();
    assertThat(historyOfA).isEmpty();
    assertThat(database.rows("SELECT count(*) FROM messages")).containsExactly("2");
  }

  @Test
  void everyViewShowsNoMoreThanTheTablesBehindItWould() throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.SEND_STATE,
                0,
                "default/acme",
                SendJobFixtures.batch(
                    "a", "batch_a", BatchEvent.BatchState.RUNNING, SinkEventFixtures.T0)),
            ConsumerRecordFixtures.of(
                Topic.SEND_STATE,
                1,
                "default/acme",
                SendJobFixtures.batch(
                    "b", "batch_b", BatchEvent.BatchState.RUNNING, SinkEventFixtures.T0))));

    // When
    List<String> ofA =
        asAnalyst("SET LOCAL carteiro.tenant_id = 'a'", "SELECT batch_id FROM batch_progress");
    List<String> views =
        database.rows(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                + " WHERE nspname = 'public' AND relkind = 'v' AND 'security_invoker=true' = ANY(reloptions)");

    // Then
    assertThat(ofA).containsExactly("batch_a");
    assertThat(database.rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'"))
        .containsExactlyInAnyOrderElementsOf(views)
        .containsExactlyInAnyOrderElementsOf(AnalystRoleProvisioner.VIEWS);
    assertThat(asAnalyst("SELECT 1", "SELECT id FROM dead_letter_fates")).isEmpty();
  }

  @Test
  void anAnalystMayNotWriteNorSeeTheOffsets() throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();

    // When / Then
    assertThatThrownBy(
            () ->
                asAnalyst("SET LOCAL carteiro.tenant_id = 'a'", "DELETE FROM messages RETURNING 1"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> asAnalyst("SELECT 1", "SELECT 1 FROM sink_offset"))
        .hasMessageContaining("permission denied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages_chat_created | chat_id = 'c1' AND created_at > now() - interval '2 hours'",
        "messages_tenant_created | created_at > now() - interval '2 hours'",
        "messages_(tenant_)?received | received_at > now() - interval '2 hours'",
        "messages_instance_created | gateway = 'default' AND instance = 'i1' AND created_at > now() - interval '2 hours'",
        "messages_sender_created | sender = 's1' AND created_at > now() - interval '2 hours'",
        "messages_quoted | quoted_message_id = 'q1'",
        "messages_trace | trace_id = 't'"
      })
  void theQueriesOfAnAnalystUseTheirIndexEvenThroughRowLevelSecurity(String index, String where)
      throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    database.execute(
        """
        INSERT INTO messages (tenant_id, gateway, instance, message_id, chat_id, sender, from_me, message_type, status,
          created_at, received_at, quoted_message_id, edited_at, deleted_at, is_history, via_api, trace_id, revision, changed_at)
        SELECT 'abcd'::char(4)::text || i % 4, 'default', 'i' || i % 20, 'm' || i, 'c' || i % 50, 's' || i % 50, false,
          'type' || i % 20, 'status' || i % 5, now() - i * interval '1 minute', now() - i * interval '1 minute',
          nullif('q' || i % 9, 'q0'), CASE WHEN i % 3 = 0 THEN now() - i * interval '1 hour' END,
          CASE WHEN i % 3 = 0 THEN now() - i * interval '1 hour' END, false, false, 't' || i, 1, now()
        FROM generate_series(1, 6000) AS i""");
    database.execute("ANALYZE messages");

    // When
    List<String> plan =
        asAnalyst(
            "SET LOCAL carteiro.tenant_id = 'abcd1'",
            "EXPLAIN SELECT message_id FROM messages WHERE " + where);

    // Then
    assertThat(String.join("\n", plan))
        .containsPattern(index)
        .contains("tenant_id = current_setting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whatsapp_message_log_(all_)?created | created_at > now() - interval '2 hours'",
        "whatsapp_message_log_[a-z_]+ | status = 'status1' AND created_at > now() - interval '2 hours'",
        "whatsapp_message_log_instance | gateway = 'default' AND instance = 'i1' AND created_at > now() - interval '2 hours'",
        "whatsapp_message_log_phone | phone_number = 'p1'",
        "whatsapp_message_log_batch | batch_id = 'b1'",
        "whatsapp_message_log_message | message_id = 'w1'",
        "whatsapp_message_log_client | client_id = 'c1'",
        "whatsapp_message_log_trace | trace_id = 't1'"
      })
  void theLogsQueriesUseTheirIndexEvenThroughRowLevelSecurity(String index, String where)
      throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    database.execute(
        """
        INSERT INTO whatsapp_message_log (tenant_id, id, status, message_id, created_at, gateway, instance, phone_number,
          batch_id, client_id, attempts, fallback, revision, updated_at, trace_id)
        SELECT 'abcd' || i % 4, 'm' || i, 'status' || i % 5, 'w' || i, now() - i * interval '1 minute', 'default',
          'i' || i % 20, 'p' || i % 500, 'b' || i % 500, 'c' || i, 1, 0, 1, now(), 't' || i
        FROM generate_series(1, 6000) AS i""");
    database.execute("ANALYZE whatsapp_message_log");

    // When
    List<String> plan =
        asAnalyst(
            "SET LOCAL carteiro.tenant_id = 'abcd1'",
            "EXPLAIN SELECT id FROM whatsapp_message_log WHERE " + where);

    // Then
    assertThat(String.join("\n", plan))
        .containsPattern(index)
        .contains("tenant_id = current_setting");
  }

  @Test
  void valuesOfLaterAnalysisAreCheckedByTheirRanges() throws Exception {
    // Given
    new DatabaseSchemaMigrator(database.settings, database.pool).migrate();
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                0,
                "default/acme",
                SinkEventFixtures.message("a", "m1").created("x"))));

    // When
    database.execute(
        "UPDATE messages SET sentiment = 0.72, emotion = 'positivo', satisfaction = 85");

    // Then
    assertThat(database.rows("SELECT sentiment, emotion, satisfaction FROM messages"))
        .containsExactly("0.72|positivo|85");
    assertThatThrownBy(() -> database.execute("UPDATE messages SET sentiment = 1.01"))
        .hasMessageContaining("check");
    assertThatThrownBy(() -> database.execute("UPDATE messages SET sentiment = 'NaN'"))
        .hasMessageContaining("check");
    assertThatThrownBy(() -> database.execute("UPDATE messages SET satisfaction = 101"))
        .hasMessageContaining("check");
  }

  private List<String> asAnalyst(String before, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = database.pool.getConnection();
        Statement statement = connection.createStatement()) {
      try {
        // The sink let its own user take the role.
        statement.execute("SET LOCAL ROLE " + AnalystRoleProvisioner.NAME);
        // An analyst's planner, not the sink's.
        statement.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on");
        statement.execute(before);
        try (ResultSet rows = statement.executeQuery(sql)) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
      } finally {
        connection.rollback();
      }
    }
    return found;
  }
}
