// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.alert.AlertSettings;
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
 * hours ago: whatever the time is now, that is unusual. The alert rules believe only a silence
 * during which the whole inbound path was up since they started. So those of the test start by a
 * clock that is {@value #LISTENED} hours late, and have the right time once they know all rows.
 */
final class SilentInstance {
  static final String NAME = "quiet";

  private static final int SILENT = 20;
  private static final int LISTENED = 22;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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

  /** Puts the rules' clock right once the inbound path is complete, as the rules see it. */
  void wasListenedTo() {
    ConsoleTestClient console = new ConsoleTestClient(backbone);
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(console.get("/metrics").body().lines())
                    .contains("alert_measured{rule=\"QUEUE_LONG\"} 0.0"));
    clock.putRight();
  }

  private void awaitRow(String sql, String parameter) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !backbone.rows(sql, parameter).isEmpty());
  }

  /** Late for the alert rules until it is put right; right for all else. */
  private static final class LateWallClock extends Clock {
    private static final String RULES = AlertSettings.class.getPackageName() + ".";
    private static final StackWalker STACK = StackWalker.getInstance();

    private volatile boolean late = true;

    void putRight() {
      late = false;
    }

    @Override
    public Instant instant() {
      Instant now = Instant.now();
      return late && isAskedByRules() ? now.minus(Duration.ofHours(LISTENED)) : now;
    }

    private static boolean isAskedByRules() {
      return STACK.walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(RULES)));
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
