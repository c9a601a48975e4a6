// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long lists and counts take on a large table: {@code -Dcarteiro.console.messages=1000000}.
 * Prints what it measured; it asserts that pages go on to the end they were asked for, and that one
 * far back costs what the first does, in blocks that are looked at.
 */
@EnabledIfSystemProperty(named = "carteiro.console.messages", matches = "[0-9]+")
class ConsoleScaleIT {
  private static final int PAGES = 10_000;
  private static final int REPEATS = 15;

  @Test
  void pagesFarBackTakeAsLongAsTheFirst() throws Exception {
    // Given
    long messages = Long.getLong("carteiro.console.messages");
    try (ConsoleTestDatabase database = ConsoleTestDatabase.start()) {
      fill(database, messages);
      try (ConsoleTestServer console =
          new ConsoleTestServer(Map.of("DATABASE_URL", database.url()))) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () ->
                    console
                            .json("/api/overview", ConsoleTestServer.ADMIN)
                            .path("traffic")
                            .path("received")
                            .asLong()
                        > 0);
        for (String key : new String[] {ConsoleTestServer.ANALYST_A, ConsoleTestServer.ADMIN}) {
          measure(console, key, "/api/messages?limit=100");
          measure(console, key, "/api/messages?limit=100&instance=i1");
          measure(console, key, "/api/messages?limit=100&phone=5511900000007");
          measure(console, key, "/api/messages?limit=100&status=READ");
          measure(console, key, "/api/messages?limit=100&text=nowhere");
          measure(console, key, "/api/messages?id=M77");
          measure(console, key, "/api/messages/i1/M1001/timeline");
          measure(console, key, "/api/jobs?limit=100");
          measure(console, key, "/api/jobs?limit=100&state=manual");
        }
        // When
        long far = farPage(console, database, messages);
        // Then
        assertThat(far).isEqualTo(Math.min(PAGES, messages / 100));
        counts(database);
      }
    }
  }

  private static void fill(ConsoleTestDatabase database, long messages) throws Exception {
    database.execute(
        """
        INSERT INTO messages (tenant_id, gateway, instance, message_id, chat_id, chat_id_alt, text, from_me,
          message_type, status, created_at, received_at, is_history, via_api, raw, revision, changed_at)
        SELECT CASE WHEN n %% 100 < 90 THEN 'a' ELSE 'b' END, 'default', 'i' || n %% 1000, 'M' || n,
          CASE WHEN n %% 2 = 0 THEN '55119' || lpad((n %% 5000)::text, 8, '0') || '@s.whatsapp.net' ELSE n %% 5000 || '@lid' END,
          CASE WHEN n %% 2 = 1 THEN '55119' || lpad((n %% 5000)::text, 8, '0') || '@s.whatsapp.net' END,
          'message number ' || n || repeat(' lorem ipsum', 6), n %% 3 = 0, 'text',
          (ARRAY['READ','DELIVERY_ACK','SERVER_ACK'])[1 + n %% 3], now() - n * interval '200 ms',
          now() - n * interval '200 ms', false, false, '{"key": {"id": "x"}}', 1, now()
        FROM generate_series(1, %d) n"""
            .formatted(messages),
        """
        INSERT INTO whatsapp_message_log (tenant_id, id, status, message_id, gateway, instance, phone_number, message,
          attempts, fallback, lane, created_at, accepted_at, manual_at, revision, updated_at)
        SELECT tenant_id, 'msg_' || message_id,
          CASE WHEN substr(message_id, 2)::int %% 5000 = 0 THEN 'manual' WHEN substr(message_id, 2)::int %% 301 = 0
            THEN 'queued' ELSE 'read' END,
          message_id, gateway, instance, '55', text, 1, 0, 'normal', received_at, received_at, received_at, 5, now()
        FROM messages WHERE from_me"""
            .replace("%%", "%"),
        """
        INSERT INTO send_attempts (tenant_id, dispatch_id, job_id, gateway, instance, attempt, started_at, finished_at,
          outcome, server, latency_ms)
        SELECT tenant_id, 'd' || id, id, gateway, instance, 1, created_at, created_at, 'accepted', 'http://e', 900
        FROM whatsapp_message_log""",
        "ANALYZE");
  }

  private static void measure(ConsoleTestServer console, String key, String path) {
    long[] nanos = new long[REPEATS];
    int status = 0;
    for (int i = 0; i < REPEATS; i++) {
      long begin = System.nanoTime();
      HttpResponse<String> answer = console.get(path, key);
      nanos[i] = System.nanoTime() - begin;
      status = answer.statusCode();
    }
    java.util.Arrays.sort(nanos);
    System.out.printf(
        "%-12s %-48s %d p50 %.1f ms, worst %.1f ms%n",
        key.substring(0, 9), path, status, nanos[REPEATS / 2] / 1e6, nanos[REPEATS - 1] / 1e6);
  }

  /** Walks to a page far back, and measures it and the first. */
  private static long farPage(
      ConsoleTestServer console, ConsoleTestDatabase database, long messages) throws Exception {
    String path = "/api/messages?limit=100";
    String next = "";
    long pages = 0;
    long begin = System.nanoTime();
    while (pages < Math.min(PAGES, messages / 100)) {
      JsonNode page = console.json(path + next, ConsoleTestServer.ADMIN);
      pages++;
      if (page.path("next").isNull()) {
        break;
      }
      next = "&page=" + page.path("next").asText();
    }
    System.out.printf("%d pages in %.1f s%n", pages, (System.nanoTime() - begin) / 1e9);
    measure(console, ConsoleTestServer.ADMIN, path);
    measure(console, ConsoleTestServer.ADMIN, path + next);
    long first = blocks(console, database, path);
    long last = blocks(console, database, path + next);
    System.out.printf("blocks read by the first page %d, by the last %d%n", first, last);
    // The same class of cost, by what PostgreSQL looks at: a clock would measure the machine.
    assertThat(last).as("blocks of a page far back").isBetween(1L, 3 * first + 100);
    return pages;
  }

  /** Blocks that PostgreSQL looks at for one page of messages. */
  private static long blocks(ConsoleTestServer console, ConsoleTestDatabase database, String path)
      throws Exception {
    try (var connection = database.connection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_statements_reset()");
      assertThat(console.get(path, ConsoleTestServer.ADMIN).statusCode()).isEqualTo(200);
      try (var rows =
          statement.executeQuery(
              "SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0) FROM pg_stat_statements"
                  + " WHERE query LIKE '%AS \"receivedAt\"%' AND query NOT LIKE '%pg_stat%'")) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static void counts(ConsoleTestDatabase database) throws Exception {
    try (var connection = database.connection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT calls, mean_exec_time, max_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 90)"
                    + " FROM pg_stat_statements WHERE query LIKE '%FROM%' AND query NOT LIKE '%pg_stat%'"
                    + " ORDER BY max_exec_time DESC LIMIT 25")) {
      while (rows.next()) {
        System.out.printf(
            "%5d calls, mean %.1f ms, worst %.1f ms: %s%n",
            rows.getLong(1), rows.getDouble(2), rows.getDouble(3), rows.getString(4));
      }
    }
  }
}
