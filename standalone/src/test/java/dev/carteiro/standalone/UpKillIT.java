// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carteiro.cli.command.DataDirectory;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import dev.carteiro.standalone.embedded.DemoProcess;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code up} under load, again and again: every restart processes without a
 * hand, every acknowledged webhook is one row, every accepted message is sent once, with the
 * stand-in for Evolution as the judge. How often: {@code carteiro.up.kills}.
 */
@EnabledIfSystemProperty(named = "carteiro.up.kills", matches = "[0-9]+")
class UpKillIT {
  private static final int KILLS = Integer.getInteger("carteiro.up.kills", 0);
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final int MOST_UNTIL_KILL_MS = 1_500;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration PATIENCE_AT_THE_END = Duration.ofMinutes(15);

  private static final Set<String> SETTLED =
      Set.of("accepted", "sent", "delivered", "read", "failed", "manual", "cancelled", "expired");

  @TempDir private Path directory;
  private final Random random = new Random(SEED);
  private final List<Long> again = new ArrayList<>();
  private Map<String, String> environment;

  @Test
  void everyRestartProcessesAgainAndNothingIsUndone() throws Exception {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start()) {
      environment = DemoProcess.environment(directory.resolve("data"), settings(fake));
      URI bridge = URI.create("http://127.0.0.1:" + environment.get("BRIDGE_PORT"));
      fake.defaultWebhook(bridge.resolve("/webhooks/evolution").toString());
      ChildJvm up = up(0);
      await()
          .atMost(PATIENCE)
          .until(() -> DataDirectory.read(directory.resolve("data/admin-key")).isPresent());
      String key = DataDirectory.read(directory.resolve("data/admin-key")).orElseThrow();
      try (UpTraffic traffic = new UpTraffic(bridge, key, fake)) {
        traffic.register();
        traffic.start();
        for (int kill = 1; kill <= KILLS; kill++) {
          awaitProcessing(traffic, fake, up, kill);
          Thread.sleep(random.nextInt(MOST_UNTIL_KILL_MS));
          up.kill();
          Files.delete(directory.resolve("up-" + (kill - 1)));
          up = up(kill);
        }
        awaitProcessing(traffic, fake, up, KILLS);
        traffic.stop();
        compare(traffic, fake);
        up.terminate();
        up.exitCode();
      } finally {
        up.close();
      }
    }
  }

  /** A new webhook becomes a row and a new message gets out. */
  private void awaitProcessing(UpTraffic traffic, EvolutionFakeServer fake, ChildJvm up, int kill)
      throws IOException {
    long begin = System.nanoTime();
    String webhook = traffic.webhook();
    String send = traffic.send();
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () ->
                  !rows("SELECT message_id FROM messages WHERE message_id = '" + webhook + "'")
                      .isEmpty());
      await()
          .atMost(PATIENCE)
          .until(() -> fake.delivered().stream().anyMatch(one -> one.content().equals(send)));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          "seed %d, after kill %d nothing is processed: %s".formatted(SEED, kill, up.output()), e);
    }
    again.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
    if (kill % 5 == 0) {
      report(kill, traffic);
    }
  }

  private void compare(UpTraffic traffic, EvolutionFakeServer fake) throws Exception {
    await()
        .atMost(PATIENCE_AT_THE_END)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                new HashSet<>(rows("SELECT message_id FROM messages"))
                    .containsAll(traffic.webhooks()));
    await()
        .atMost(PATIENCE_AT_THE_END)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              List<String> states = rows("SELECT status FROM whatsapp_message_log");
              return states.size() >= traffic.sends().size() && SETTLED.containsAll(states);
            });
    assertThat(traffic.failures()).isEmpty();
    assertThat(rows("SELECT message_id FROM messages GROUP BY message_id HAVING count(*) > 1"))
        .as("seed %d: rows twice", SEED)
        .isEmpty();
    Map<String, Long> delivered =
        fake.delivered().stream()
            .map(DeliveredMessage::content)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(delivered.values()).as("seed %d: sent twice", SEED).allMatch(count -> count == 1);
    Set<String> lost = new HashSet<>(traffic.sends());
    lost.removeAll(delivered.keySet());
    // A kill between the claim and the call leaves a message that a person decides on; it did not
    // get out.
    List<String> decided =
        rows("SELECT id FROM whatsapp_message_log WHERE status IN ('manual', 'failed')");
    assertThat(lost.size())
        .as("seed %d: accepted, neither sent nor to be decided", SEED)
        .isLessThanOrEqualTo(decided.size());
    append(
        "%d webhooks acknowledged = rows; %d messages accepted, %d sent once, none twice, %d for a person%n"
            .formatted(
                traffic.webhooks().size(),
                traffic.sends().size(),
                delivered.size(),
                decided.size()));
  }

  private ChildJvm up(int number) {
    return ChildJvm.start(
        directory.resolve("up-" + number), environment, StandaloneMain.class, "up");
  }

  private static Map<String, String> settings(EvolutionFakeServer fake) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SENDER_CREDENTIALS", "fake=" + fake.apiKey());
    settings.put("SENDER_REQUEST_TIMEOUT", "PT3S");
    settings.put("SENDER_QUEUE_WAIT", "PT5S");
    settings.put("OUTBOX_RETRY_DELAYS", "PT1S,PT2S,PT4S");
    settings.put("OUTBOX_CLAIM_WITHIN", "PT10S");
    settings.put("OUTBOX_ATTEMPT_DEADLINE", "PT12S");
    settings.put("OUTBOX_UNKNOWN_WINDOW", "PT15S");
    return settings;
  }

  private List<String> rows(String sql) throws IOException, SQLException {
    Properties services = new Properties();
    Path data = directory.resolve("data");
    try (Reader reader = Files.newBufferedReader(data.resolve("services.properties"))) {
      services.load(reader);
    }
    String password =
        Files.readString(Path.of(services.getProperty("DATABASE_PASSWORD_FILE"))).strip();
    List<String> values = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                services.getProperty("DATABASE_URL"),
                services.getProperty("DATABASE_USER"),
                password);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private void report(int kills, UpTraffic traffic) throws IOException {
    List<Long> sorted = again.stream().sorted().toList();
    append(
        "%d kills; %d webhooks and %d messages taken; a new webhook in its row and a new message sent %d ms after the start of the process in the middle, %d ms at most%n"
            .formatted(
                kills,
                traffic.webhooks().size(),
                traffic.sends().size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1)));
  }

  private static void append(String line) throws IOException {
    Files.writeString(
        Path.of("target", "up-kills.txt"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
