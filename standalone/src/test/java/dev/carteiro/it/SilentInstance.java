// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.awaitility.Awaitility;

/**
 * A number to which contacts wrote in every half hour of day and night, until {@value #SILENT}
 * hours ago: whatever the time is now, that is not its rhythm. A console believes only a silence
 * that it listened to; so the one of the test starts by a clock that is {@value #LISTENED} hours
 * late, sees that all is well, and then has the right time.
 */
final class SilentInstance {
  static final String NAME = "quiet";

  private static final int SILENT = 20;
  private static final int LISTENED = 22;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** All that a message passes before it is a row. */
  private static final String[] WAY_IN = {"kafka", "bridge", "topology", "sink", "postgres"};

  private final WholeSystemFixture backbone;
  private final LateWallClock clock = new LateWallClock();

  SilentInstance(WholeSystemFixture backbone) {
    this.backbone = backbone;
  }

  /** By which the console has to be started. */
  Clock clock() {
    return clock;
  }

  /** Writes what it received, and since when it is connected. It must be bound and connected. */
  void hasSpoken() throws SQLException {
    awaitRow(
        "SELECT 1 FROM whatsapp_instances WHERE connection_state = 'open' AND instance_name = ?",
        NAME);
    try (Connection connection = backbone.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO messages (tenant_id, gateway, instance, message_id, chat_id, text, from_me, message_type,
            status, created_at, received_at, is_history, via_api, raw, trace_id, revision, changed_at)
          SELECT 't', 'default', '%1$s', 'S' || number, '5511922222222@s.whatsapp.net', 'oi', false, 'text',
            'DELIVERY_ACK', at - interval '1 second', at, false, false, '{}', 's' || number, 1, at
          FROM generate_series(now() - interval '16 days', now() - interval '%2$d hours',
            interval '30 minutes') WITH ORDINALITY AS spoken (at, number);
          UPDATE whatsapp_instances SET state_at = now() - interval '16 days' WHERE instance_name = '%1$s'
          """
              .formatted(NAME, SILENT));
    }
  }

  /**
   * The console that was started listened all the time. Who looks has the right time first, and who
   * judges when everything was looked at: the gap would be a time at which nothing answered.
   */
  void wasListenedTo() {
    ConsoleTestClient console = new ConsoleTestClient(backbone);
    console.awaitHealthy(Instant.EPOCH, WAY_IN);
    clock.standStillForJudges();
    Instant right = clock.putRight();
    console.awaitHealthy(right, WAY_IN);
    clock.putRightForJudges();
  }

  private void awaitRow(String sql, String parameter) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !backbone.rows(sql, parameter).isEmpty());
  }

  private static final class LateWallClock extends Clock {
    private static final String JUDGES = "alert-";

    private volatile Clock time = Clock.offset(Clock.systemUTC(), Duration.ofHours(-LISTENED));
    private volatile Clock judges;

    void standStillForJudges() {
      judges = Clock.fixed(time.instant(), ZoneOffset.UTC);
    }

    /** When it was. */
    Instant putRight() {
      time = Clock.systemUTC();
      return time.instant();
    }

    void putRightForJudges() {
      judges = null;
    }

    @Override
    public Instant instant() {
      Clock standing = judges;
      boolean judge = Thread.currentThread().getName().startsWith(JUDGES);
      return judge && standing != null ? standing.instant() : time.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
