// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.runtime.lifecycle.ExitCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands around sending show of the sink's tables, and what they make of it. */
class OutboxListsIT {
  private static final String NEW_TOKEN = Sha256Fingerprint.of("new-token");
  private static EmbeddedPostgres postgres;

  @TempDir private Path directory;
  private final FakeBridgeServer bridge = new FakeBridgeServer();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void migrate() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().start();
    Flyway.configure()
        .dataSource(postgres.getPostgresDatabase())
        .locations("classpath:db/migration")
        .load()
        .migrate();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO scheduled_messages (tenant_id, id, status, gateway, instance, phone_number, message, scheduled_for,
            moved, revision, updated_at)
          VALUES ('t1', 'schedule_b', 'pending', 'default', 'acme', '551', 'second', '2026-12-02Z', 1, 2, now()),
                 ('t1', 'schedule_a', 'pending', 'default', 'acme', '551', 'first␛0000', '2026-12-01Z', 0, 1, now()),
                 ('t2', 'schedule_c', 'pending', 'eu', 'acme', '551', 'third', '2026-12-03Z', 0, 1, now()),
                 ('t1', 'schedule_d', 'fired', 'default', 'acme', '551', 'gone', '2026-11-01Z', 0, 2, now());
          INSERT INTO whatsapp_message_log (tenant_id, id, status, gateway, instance, phone_number, message, attempts,
            fallback, reason, queued_at, manual_at, batch_id, revision, updated_at)
          VALUES ('t1', 'msg_1', 'manual', 'default', 'acme', '551', 'stuck', 5, 4, 'TIMEOUT', '2026-11-01Z',
                  '2026-11-02Z', 'batch_1', 7, now()),
                 ('t1', 'msg_2', 'read', 'default', 'acme', '551', 'fine', 1, 0, NULL, '2026-11-01Z', NULL, 'batch_1', 6,
                  now());
          INSERT INTO send_attempts (tenant_id, dispatch_id, job_id, gateway, instance, attempt, started_at, outcome, code)
          VALUES ('t1', 'd2', 'msg_1', 'default', 'acme', 2, '2026-11-02Z', 'unknown', 'TIMEOUT'),
                 ('t1', 'd1', 'msg_1', 'default', 'acme', 1, '2026-11-01Z', 'transient', 'BUSY');
          INSERT INTO batches (tenant_id, batch_id, gateway, instance, state, size, created_at, updated_at)
          VALUES ('t1', 'batch_1', 'default', 'acme', 'running', 3, now(), now());
          INSERT INTO dead_letters (tenant_id, id, stage, reason, gateway, instance, topic, partition, record_offset,
            headers, bytes, failed_at)
          VALUES ('t1', 'dl-2', 'resolve', 'UNKNOWN_INSTANCE', 'default', 'acme', 'whatsapp-webhook', 0, 2,
                  '{"carteiro-trace-id": "t␛0000"}', decode('7b00ff', 'hex'), '2026-11-02Z'),
                 ('unresolved', 'dl-1', 'parse', 'NOT_JSON', NULL, NULL, 'whatsapp-webhook', 0, 1, '{}', 'x', '2026-11-01Z'),
                 ('t1', 'dl-3', 'sink', 'REJECTED_BY_DATABASE', 'default', 'acme', 'whatsapp-message', 0, 3, '{}', 'x',
                  '2026-11-03Z'),
                 ('t1', 'dl-4', 'resolve', 'UNKNOWN_INSTANCE', 'default', 'acme', 'whatsapp-webhook', 0, 4, '{}', 'x',
                  '2026-11-04Z');
          INSERT INTO dead_letters (tenant_id, id, stage, reason, gateway, instance, topic, partition, record_offset,
            headers, bytes, failed_at)
          VALUES ('t3', 'dl-5', 'resolve', 'INSTANCE_ID_MISMATCH', 'default', 'again', 'whatsapp-webhook', 0, 5,
                  '{"carteiro-apikey-fingerprint": "%1$s"}', convert_to('{"event":"messages.upsert","instance":"again",'
                  || '"data":{"key":{"id":"A","remoteJid":"5511@s.whatsapp.net"},"instanceId":"new-id"}}', 'UTF8'),
                  '2026-10-04Z'),
                 ('t3', 'dl-6', 'resolve', 'INSTANCE_ID_MISMATCH', 'default', 'again', 'whatsapp-webhook', 0, 6, '{}',
                  convert_to('{"event":"messages.update","instance":"again","data":[{"instanceId":"new-id"},'
                  || '{"instanceId":"another"}]}', 'UTF8'), '2026-10-04Z');
          INSERT INTO audit_log (tenant_id, id, actor, action, subject, at)
          VALUES ('unresolved', 'u1', 'admin', 'dead-letter.redriven', 'dl-4', '2026-11-05Z'),
                 ('unresolved', 'u2', 'admin', 'dead-letter.discarded', 'dl-5', '2026-11-05Z'),
                 ('unresolved', 'u3', 'admin', 'dead-letter.discarded', 'dl-6', '2026-11-05Z');
          """
              .formatted(NEW_TOKEN));
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void anInstanceThatWasMadeAnewTakesItsIdentityFromADeadLetter() {
    // Given
    String registered =
        """
        {"instance":"default/again","tenantId":"t3","evolutionInstanceId":"old-id","apikeyFingerprint":"%s",
         "evolutionUrls":["http://a"],"credential":"main","ratePerMinute":20}"""
            .formatted(Sha256Fingerprint.of("old-token"));
    bridge.answers(200, registered);
    bridge.answers(200, registered.replace("old-id", "new-id"));
    // When
    int code = run("instances", "update", "again", "--from-dead-letter=dl-5");
    // Then
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .last()
        .isEqualTo(
            "PATCH /api/instances/again?gateway=default {\"evolutionInstanceId\":\"new-id\",\"apikeyFingerprint\":\""
                + NEW_TOKEN
                + "\"}");
    assertThat(out.toString()).contains("evolution id: old-id -> new-id");
  }

  @ParameterizedTest
  @CsvSource({
    "again, dl-6, names several Evolution instances",
    "acme, dl-5, is not a webhook of default/acme",
    "again, dl-none, there is no dead letter",
  })
  void aDeadLetterThatDoesNotSayWhoSpokeChangesNothing(String name, String id, String why) {
    // Given
    bridge.answers(200, "{\"tenantId\":\"t3\",\"evolutionInstanceId\":\"old-id\"}");
    // When
    int code = run("instances", "update", name, "--from-dead-letter=" + id);
    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.code());
    assertThat(err.toString()).contains(why);
    assertThat(bridge.requests).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void schedulesAreListedInTheOrderInWhichTheyAreDue() {
    // When
    int code = run("schedules", "list");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(firstWords()).containsExactly("schedule_a", "schedule_b", "schedule_c", "(3");
  }

  @Test
  void listsAreNarrowedByStatusTenantAndInstance() {
    // When
    run("schedules", "list", "--status=all", "--tenant=t1", "--limit=2");
    run("schedules", "list", "--instance=acme", "--gateway=eu");
    // Then
    assertThat(firstWords()).containsExactly("schedule_d", "schedule_a", "(2", "schedule_c", "(1");
    assertThat(out.toString()).contains("(2 rows, cut by --limit)");
  }

  @Test
  void aJobIsShownWithItsAttemptsInTheirOrder() {
    // When
    int code = run("jobs", "show", "msg_1");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(out.toString())
        .containsPattern("status +manual")
        .containsPattern("reason +TIMEOUT")
        .containsPattern("(?s)1 +d1 .*transient +BUSY.*2 +d2 .*unknown +TIMEOUT")
        .doesNotContain("read_at");
  }

  @Test
  void aJobThatIsNotThereIsSaidNotToBe() {
    // When
    int code = run("jobs", "show", "msg_1' OR true --");
    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.code());
    assertThat(err.toString()).startsWith("carteiro: there is no row of msg_1' OR true --");
  }

  @Test
  void theManualQueueAndABatchAreShown() {
    // When
    run("manual", "list");
    run("batches", "show", "batch_1");
    // Then
    assertThat(firstWords()).contains("msg_1", "(1").doesNotContain("msg_2");
    assertThat(out.toString())
        .containsPattern("size +3\n")
        .containsPattern("seen +2\n")
        .containsPattern("read +1\n")
        .containsPattern("manual +1\n");
  }

  @Test
  void openDeadLettersAreListedNewestFirst() {
    // When
    run("dead-letters", "list");
    run("dead-letters", "list", "--fate=redriven");
    run("dead-letters", "list", "--reason=unknown_instance", "--since=2026-11-01T00:00:00Z");
    // Then
    assertThat(firstWords())
        .containsExactly("dl-3", "dl-2", "dl-1", "(3", "dl-4", "(1", "dl-2", "(1");
  }

  @Test
  void aDeadLetterIsShownWithItsOriginal() throws IOException {
    // Given
    Path file = directory.resolve("bytes");
    // When
    int code = run("dead-letters", "show", "dl-2", "--bytes-to", file.toString());
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(out.toString())
        .containsPattern("reason +UNKNOWN_INSTANCE")
        .contains("carteiro-trace-id: t ");
    assertThat(Files.readAllBytes(file)).containsExactly('{', 0, 0xff);
  }

  @Test
  void aRedriveSaysWhatItWouldDoAndDoesNothing() {
    // When
    int code = run("dead-letters", "redrive", "--all");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(firstWords()).containsExactly("dl-1", "dl-2", "(2", "nothing");
    assertThat(bridge.requests).isEmpty();
  }

  @Test
  void aRedriveGivesTheBridgeTheOriginalsInTheirOrder() {
    // When
    int code = run("dead-letters", "redrive", "--all", "--execute", "--rate=1000");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .containsExactly(
            "POST /api/dead-letters/dl-1/redrive {\"topic\":\"whatsapp-webhook\",\"headers\":{},\"bytes\":\"eA==\"}",
            "POST /api/dead-letters/dl-2/redrive {\"topic\":\"whatsapp-webhook\",\"key\":\"default/acme\","
                + "\"headers\":{\"carteiro-trace-id\":\"t\\u0000\"},\"bytes\":\"ewD/\",\"tenantId\":\"t1\"}");
    assertThat(out.toString()).contains("2 redriven, 0 refused");
  }

  @Test
  void whatIsNamedIsSettledEvenWhenItWasBeforeAndARefusalIsTold() {
    // Given
    bridge.answers(200, "{}").answers(404, "{\"title\":\"No\",\"code\":\"UNKNOWN\"}");
    // When
    int code = run("dead-letters", "discard", "dl-3", "dl-4", "--execute", "--rate=1000");
    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.code());
    assertThat(bridge.requests)
        .containsExactly(
            "POST /api/dead-letters/dl-3/discard {\"tenantId\":\"t1\"}",
            "POST /api/dead-letters/dl-4/discard {\"tenantId\":\"t1\"}");
    assertThat(out.toString()).contains("dl-3 discarded", "1 discarded, 1 refused");
    assertThat(err.toString()).contains("dl-4: No.  (UNKNOWN)");
  }

  @Test
  void anIdThatIsNotThereStopsEverything() {
    // When
    int code = run("dead-letters", "discard", "dl-1", "dl-9", "--execute");
    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.code());
    assertThat(err.toString()).contains("dl-9");
    assertThat(bridge.requests).isEmpty();
  }

  /** First word of each line below a table's rule, and of each other line. */
  private List<String> firstWords() {
    return Stream.of(out.toString().split("\\R"))
        .filter(line -> !line.startsWith("id ") && !line.startsWith("--"))
        .map(line -> line.split(" ")[0])
        .toList();
  }

  private int run(String... arguments) {
    Map<String, String> environment = new HashMap<>(bridge.environment());
    environment.put("DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
    environment.put("DATABASE_USER", "postgres");
    environment.put("DATA_DIR", directory.toString());
    CommandLine cli =
        CarteiroCommandLine.commandLine(new Environment(environment), RefusingRoleFactory.get());
    cli.setOut(new PrintWriter(out, true));
    cli.setErr(new PrintWriter(err, true));
    return cli.execute(arguments);
  }
}
