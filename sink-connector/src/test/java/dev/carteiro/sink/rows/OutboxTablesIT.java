// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendStateEvent;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SendJobFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.SinkTestDatabase;
import dev.carteiro.sink.read.PendingRecord;
import dev.carteiro.sink.read.PendingRecordDelivery;
import dev.carteiro.sink.read.StoredOffsetTracker;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxTablesIT {
  private static final String KEY = "default/acme";
  private SinkTestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = SinkTestDatabase.migrated();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rowsThatWaitSayWhatTheyWaitFor() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder head = SendJobFixtures.job("t1", "msg_1");
    write(
        SendJobFixtures.job("t1", "msg_2").to(JobState.QUEUED, "TURN", null, null),
        SendJobFixtures.job("t1", "msg_3").to(JobState.QUEUED, "RECIPIENT_WAITS", null, null),
        SendJobFixtures.schedule("t1", "schedule_4").to(JobState.SCHEDULED),
        SendJobFixtures.job(
                "t1",
                "msg_5",
                SinkEventFixtures.T0,
                null,
                "Olá!",
                new OutboundMessageContent.TextContent(),
                "batch_1")
            .to(JobState.QUEUED),
        SendJobFixtures.job("t2", "msg_6").to(JobState.QUEUED),
        head.to(JobState.HELD, "INSTANCE_NOT_OPEN", null, null));
    List<String> waiting = new ArrayList<>(waiting());

    // When
    write(head.to(JobState.QUEUED, "PACE", null, null));
    waiting.add(waitingFor("msg_2"));
    write(head.to(JobState.DISPATCHED, null, "d1", null));
    waiting.add(waitingFor("msg_2"));
    write(head.to(JobState.ACCEPTED, null, "d1", "3EB0"));
    waiting.add(waitingFor("msg_2"));
    write(
        SendJobFixtures.batch("t1", "batch_1", BatchEvent.BatchState.PAUSED, SinkEventFixtures.T0));
    waiting.add(waitingFor("msg_5"));

    // Then
    assertThat(waiting)
        .containsExactly(
            "msg_1 INSTANCE_NOT_OPEN",
            "msg_2 INSTANCE_NOT_OPEN",
            "msg_3 RECIPIENT_WAITS",
            "msg_5 INSTANCE_NOT_OPEN",
            "msg_6 TURN",
            "schedule_4 SCHEDULED",
            "msg_2 PACE",
            "msg_2 IN_FLIGHT",
            "msg_2 TURN",
            "msg_5 BATCH_PAUSED");
  }

  private void write(SendStateEvent... events) throws Exception {
    for (SendStateEvent event : events) {
      database.write(List.of(ConsumerRecordFixtures.of(Topic.SEND_STATE, 1, KEY, event)));
    }
  }

  private List<String> waiting() throws SQLException {
    return database.rows(
        "SELECT id || ' ' || waiting_reason(whatsapp_message_log) FROM whatsapp_message_log ORDER"
            + " BY id");
  }

  private String waitingFor(String id) throws SQLException {
    return waiting().stream().filter(row -> row.startsWith(id + " ")).findFirst().orElseThrow();
  }

  @Test
  void theLogRowOfAMessageWalksItsStatesWithTheirTimes() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder job = SendJobFixtures.job("t1", "msg_1");
    List<String> walked = new ArrayList<>();

    // When
    for (var event :
        List.of(
            job.to(JobState.QUEUED),
            job.to(JobState.DISPATCHED, null, "d1", null),
            job.to(JobState.ACCEPTED, null, "d1", "3EB0"),
            job.to(JobState.SENT),
            job.to(JobState.DELIVERED),
            job.to(JobState.READ))) {
      database.write(
          List.of(ConsumerRecordFixtures.of(Topic.SEND_STATE, event.revision(), KEY, event)));
      walked.addAll(database.rows("SELECT status FROM whatsapp_message_log"));
    }

    // Then
    assertThat(walked)
        .containsExactly("queued", "dispatched", "accepted", "sent", "delivered", "read");
    assertThat(
            database.rows(
                """
                SELECT tenant_id, id, status, message_id, direction, created_at, gateway, instance, phone_number,
                  message, message_type, content, lane, client_id, user_id, dispatch_id, trace_id, revision
                FROM whatsapp_message_log"""))
        .containsExactly(
            "t1|msg_1|read|3EB0|sent|2026-11-21 02:30:45+00|default|acme|5511999999999|Olá!|text"
                + "|{\"type\": \"text\"}|normal|client-msg_1|key-1|d1|trace-msg_1|6");
    assertThat(
            database.rows(
                """
                SELECT to_char(queued_at, 'SS'), to_char(dispatched_at, 'SS'), to_char(accepted_at, 'SS'),
                  to_char(sent_at, 'SS'), to_char(delivered_at, 'SS'), to_char(read_at, 'SS'), to_char(updated_at, 'SS'),
                  scheduled_at, failed_at FROM whatsapp_message_log"""))
        .containsExactly("46|47|48|49|50|51|51|null|null");
    assertThat(database.rows("SELECT id FROM scheduled_messages")).isEmpty();
  }

  @Test
  void mergingABatchOrWritingEverythingAgainInAnyOrderLeavesTheSameRows() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records = traffic();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      database.write(List.of(record));
    }
    List<String> expected = database.contents();
    Random random = new Random(11);

    // When
    try (SinkTestDatabase merged = SinkTestDatabase.migrated()) {
      merged.write(records);
      for (int round = 0; round < 12; round++) {
        Collections.shuffle(records, random);
        writeInBatches(database, records, 1 + random.nextInt(records.size()));
      }

      // Then
      assertThat(merged.contents()).isEqualTo(expected);
      assertThat(database.contents()).isEqualTo(expected);
    }
  }

  @Test
  void aReplayDoesNotEvenTouchTheRows() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder job = SendJobFixtures.schedule("t1", "schedule_1");
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            ConsumerRecordFixtures.of(Topic.SEND_STATE, 0, KEY, job.to(JobState.SCHEDULED)),
            ConsumerRecordFixtures.of(Topic.SEND_STATE, 1, KEY, job.to(JobState.QUEUED)),
            ConsumerRecordFixtures.of(
                Topic.SEND_STATE, 2, KEY, job.to(JobState.DISPATCHED, null, "d1", null)));
    database.write(records);
    String sql =
        "SELECT l.xmin, l.ctid, s.xmin, s.ctid FROM whatsapp_message_log l JOIN scheduled_messages s USING (id)";
    List<String> before = database.rows(sql);

    // When
    for (ConsumerRecord<byte[], byte[]> record : records) {
      database.write(List.of(record));
    }

    // Then
    assertThat(database.rows(sql)).isEqualTo(before);
  }

  @Test
  void aScheduleIsARowFromItsRequestToItsEnd() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder fired = SendJobFixtures.schedule("t1", "schedule_1");
    SendJobFixtures.JobEventBuilder cancelled = SendJobFixtures.schedule("t1", "schedule_2");
    SendJobFixtures.JobEventBuilder waiting = SendJobFixtures.schedule("t1", "schedule_3");
    SendJobFixtures.JobEventBuilder late = SendJobFixtures.schedule("t1", "schedule_4");
    SendJobFixtures.JobEventBuilder failed = SendJobFixtures.schedule("t1", "schedule_5");
    write(fired.to(JobState.SCHEDULED), cancelled.to(JobState.SCHEDULED));
    List<String> first = database.rows("SELECT id, status FROM scheduled_messages ORDER BY id");

    // When
    write(
        fired.movedTo(SendJobFixtures.DUE.plusSeconds(60)),
        fired.movedTo(SendJobFixtures.DUE.plusSeconds(90)),
        waiting.to(JobState.SCHEDULED),
        late.to(JobState.SCHEDULED),
        late.to(JobState.EXPIRED),
        failed.to(JobState.SCHEDULED),
        failed.to(JobState.QUEUED),
        failed.to(JobState.FAILED));
    write(fired.to(JobState.QUEUED), fired.to(JobState.HELD), cancelled.to(JobState.CANCELLED));

    // Then
    assertThat(first).containsExactly("schedule_1|pending", "schedule_2|pending");
    assertThat(
            database.rows(
                """
                SELECT id, status, moved, scheduled_for, first_scheduled_for, to_char(fired_at, 'SS'),
                  to_char(cancelled_at, 'SS'), to_char(expired_at, 'SS'), to_char(failed_at, 'SS'), actor
                FROM scheduled_messages ORDER BY id"""))
        .containsExactly(
            "schedule_1|fired|2|2026-11-21 03:32:15+00|2026-11-21 03:30:45+00|49|null|null|null|null",
            "schedule_2|cancelled|0|2026-11-21 03:30:45+00|2026-11-21 03:30:45+00|null|47|null|null|key-2",
            "schedule_3|pending|0|2026-11-21 03:30:45+00|2026-11-21 03:30:45+00|null|null|null|null|null",
            "schedule_4|expired|0|2026-11-21 03:30:45+00|2026-11-21 03:30:45+00|null|null|47|null|null",
            "schedule_5|failed|0|2026-11-21 03:30:45+00|2026-11-21 03:30:45+00|47|null|null|48|null");
  }

  @Test
  void whatIsOnlyTrueForAWhileIsGoneAfterwardsAndWhatWasKnownStays() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder job = SendJobFixtures.job("t1", "msg_1");
    write(
        job.to(JobState.QUEUED),
        job.to(JobState.DISPATCHED, null, "d1", null),
        job.to(JobState.RETRYING, "RATE_LIMITED", "d1", null));
    String sql =
        "SELECT status, reason, detail, next_attempt_at, dispatch_id, phone_number FROM whatsapp_message_log";
    List<String> retrying = database.rows(sql);

    // When
    write(job.to(JobState.DISPATCHED, null, "d2", null), job.to(JobState.ACCEPTED));

    // Then
    assertThat(retrying)
        .containsExactly(
            "retrying|RATE_LIMITED|because of RATE_LIMITED|2026-11-21 02:31:48+00|d1|5511999999999");
    assertThat(database.rows(sql)).containsExactly("accepted|null|null|null|d2|5511999999999");
    assertThat(database.rows("SELECT to_char(dispatched_at, 'SS') FROM whatsapp_message_log"))
        .containsExactly("47");
  }

  @Test
  void anIdThatIsUsedAgainAfterItsJobWasForgottenBeginsItsRowAnew() throws Exception {
    // Given
    SendJobFixtures.JobEventBuilder first = SendJobFixtures.job("t1", "msg_1");
    List<ConsumerRecord<byte[], byte[]>> before =
        records(
            first.to(JobState.QUEUED),
            first.to(JobState.HELD),
            first.to(JobState.DISPATCHED, null, "d1", null),
            first.to(JobState.ACCEPTED, null, "d1", "A"),
            first.to(JobState.READ));
    SendJobFixtures.JobEventBuilder second =
        SendJobFixtures.job(
            "t1",
            "msg_1",
            SinkEventFixtures.T0.plusSeconds(600),
            null,
            "again",
            new OutboundMessageContent.TextContent(),
            null);
    List<ConsumerRecord<byte[], byte[]>> after =
        records(second.to(JobState.QUEUED), second.to(JobState.DISPATCHED, null, "d2", null));
    String sql =
        """
        SELECT status, message, message_id, dispatch_id, to_char(queued_at, 'MI:SS'), held_at, read_at, revision
        FROM whatsapp_message_log""";
    String expected = "dispatched|again|null|d2|40:46|null|null|2";

    for (int split = 0; split <= after.size(); split++) {
      database.execute("TRUNCATE whatsapp_message_log");
      List<ConsumerRecord<byte[], byte[]>> together = new ArrayList<>(before);
      together.addAll(after.subList(0, split));

      // When
      database.write(together);
      database.write(after.subList(split, after.size()));

      // Then
      assertThat(database.rows(sql)).as("split at %d", split).containsExactly(expected);
    }
    // A replay of the first life changes nothing any more.
    for (ConsumerRecord<byte[], byte[]> record : before) {
      database.write(List.of(record));
    }
    assertThat(database.rows(sql)).containsExactly(expected);
  }

  @Test
  void inlinedMediaStaysOutOfTheLogAndUrlsStayInIt() throws Exception {
    // Given
    var inlined =
        new OutboundMessageContent.MediaContent("image", "aGVsbG8=", "image/png", "a.png");
    var linked =
        new OutboundMessageContent.MediaContent("document", "https://x/y.pdf", null, "y.pdf");
    var audio = new OutboundMessageContent.AudioContent("aGVsbG8=");

    // When
    write(
        SendJobFixtures.job("t1", "msg_1", SinkEventFixtures.T0, null, null, inlined, null)
            .to(JobState.QUEUED),
        SendJobFixtures.job("t1", "msg_2", SinkEventFixtures.T0, null, null, linked, null)
            .to(JobState.QUEUED),
        SendJobFixtures.job("t1", "msg_3", SinkEventFixtures.T0, null, null, audio, null)
            .to(JobState.QUEUED));

    // Then
    assertThat(database.rows("SELECT message_type, content FROM whatsapp_message_log ORDER BY id"))
        .containsExactly(
            "image|{\"type\": \"media\", \"fileName\": \"a.png\", \"mimetype\": \"image/png\", \"mediaType\": \"image\","
                + " \"mediaLength\": 8}",
            "document|{\"type\": \"media\", \"media\": \"https://x/y.pdf\", \"fileName\": \"y.pdf\","
                + " \"mediaType\": \"document\"}",
            "audio|{\"type\": \"audio\", \"audioLength\": 8}");
  }

  @Test
  void whatPostgresRefusesIsStoredEscaped() throws Exception {
    // Given
    String nasty = "nul \0, half \uD83D, whole \uD83D\uDE00";
    var content = new OutboundMessageContent.LocationContent(1.5, -2, nasty, nasty);

    // When
    write(
        SendJobFixtures.job(
                "t1", "msg_1", SinkEventFixtures.T0, SendJobFixtures.DUE, nasty, content, null)
            .to(JobState.SCHEDULED, nasty, nasty, nasty));
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.SEND_RESULT,
                0,
                KEY,
                SendJobFixtures.result(
                    "t1", "d\0", SendResult.SendResultKind.PERMANENT, SinkEventFixtures.T0, nasty)),
            ConsumerRecordFixtures.of(
                Topic.ALERT,
                0,
                "a1",
                new AlertEvent(
                    1,
                    "a\0",
                    AlertEvent.AlertRuleId.EVOLUTION_OFFLINE,
                    AlertEvent.AlertState.FIRING,
                    null,
                    null,
                    nasty,
                    nasty,
                    SinkEventFixtures.T0)),
            ConsumerRecordFixtures.of(
                Topic.AUDIT,
                0,
                "x",
                new AuditEvent(1, "u\0", "key", nasty, nasty, null, nasty, SinkEventFixtures.T0))));

    // Then
    for (String sql :
        List.of(
            "SELECT message FROM whatsapp_message_log",
            "SELECT content ->> 'address' FROM whatsapp_message_log",
            "SELECT reason FROM whatsapp_message_log",
            "SELECT message_id FROM whatsapp_message_log",
            "SELECT message FROM scheduled_messages",
            "SELECT code FROM send_attempts",
            "SELECT message FROM alerts",
            "SELECT subject FROM audit_log")) {
      assertThat(StorableTextCodec.decode(database.rows(sql).get(0))).as(sql).isEqualTo(nasty);
    }
    assertThat(database.rows("SELECT tenant_id FROM alerts UNION SELECT tenant_id FROM audit_log"))
        .containsExactly("unresolved");
  }

  @Test
  void anAttemptIsOneRowOfItsClaimAndItsFirstOutcome() throws Exception {
    // Given
    Instant end = SinkEventFixtures.T0.plusSeconds(2);

    // When
    results(
        SendJobFixtures.result(
            "t1", "d1", SendResult.SendResultKind.STARTED, SinkEventFixtures.T0, null),
        SendJobFixtures.result(
            "t1", "d2", SendResult.SendResultKind.EXPIRED, SinkEventFixtures.T0, "TOO_LATE"),
        SendJobFixtures.result(
            "t1", "d3", SendResult.SendResultKind.STARTED, SinkEventFixtures.T0, null),
        SendJobFixtures.result(
            "t1", "d4", SendResult.SendResultKind.STARTED, SinkEventFixtures.T0, null),
        SendJobFixtures.result("t1", "d4", SendResult.SendResultKind.UNKNOWN, end, "TIMEOUT"),
        SendJobFixtures.result(
            "t1", "p1", SendResult.SendResultKind.PROBED, SinkEventFixtures.T0, null));
    results(SendJobFixtures.result("t1", "d1", SendResult.SendResultKind.ACCEPTED, end, null));
    results(
        SendJobFixtures.result(
            "t1", "d1", SendResult.SendResultKind.UNKNOWN, end.plusSeconds(9), "TIMEOUT"),
        SendJobFixtures.result(
            "t1", "d1", SendResult.SendResultKind.STARTED, SinkEventFixtures.T0, null));

    // Then
    assertThat(
            database.rows(
                """
                SELECT dispatch_id, attempt, lane, to_char(started_at, 'SS'), to_char(finished_at, 'SS'), outcome, code,
                  http_status, server, latency_ms, message_id, sender_id FROM send_attempts ORDER BY 1"""))
        .containsExactly(
            "d1|1|high|45|47|accepted|null|201|http://evolution:8080|120|3EB0|sender-1",
            "d2|1|high|null|45|expired|TOO_LATE|null|null|null|null|sender-1",
            "d3|1|high|45|null|null|null|null|null|null|null|sender-1",
            "d4|1|high|45|47|unknown|TIMEOUT|201|http://evolution:8080|120|null|sender-1");
  }

  @Test
  void theProgressOfABatchCountsItsMessagesByStatus() throws Exception {
    // Given
    List<SendJobFixtures.JobEventBuilder> jobs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      jobs.add(
          SendJobFixtures.job(
              "t1",
              "msg_" + i,
              SinkEventFixtures.T0,
              null,
              "x",
              new OutboundMessageContent.TextContent(),
              "batch_1"));
    }
    SendJobFixtures.JobEventBuilder ofAnother =
        SendJobFixtures.job(
            "t2",
            "msg_9",
            SinkEventFixtures.T0,
            null,
            "x",
            new OutboundMessageContent.TextContent(),
            "batch_1");

    // When
    write(
        SendJobFixtures.batch("t1", "batch_1", BatchEvent.BatchState.RUNNING, SinkEventFixtures.T0),
        jobs.get(0).to(JobState.QUEUED),
        jobs.get(0).to(JobState.DISPATCHED, null, "d1", null),
        jobs.get(0).to(JobState.ACCEPTED, null, "d1", "A"),
        jobs.get(1).to(JobState.QUEUED),
        ofAnother.to(JobState.QUEUED),
        SendJobFixtures.batch(
            "t1", "batch_1", BatchEvent.BatchState.PAUSED, SinkEventFixtures.T0.plusSeconds(5)),
        SendJobFixtures.batch(
            "t1", "batch_2", BatchEvent.BatchState.RUNNING, SinkEventFixtures.T0));

    // Then
    assertThat(
            database.rows(
                """
                SELECT batch_id, state, size, seen, queued, accepted, failed, created_at = updated_at
                FROM batch_progress ORDER BY 1"""))
        .containsExactly("batch_1|paused|3|2|1|1|0|f", "batch_2|running|3|0|0|0|0|t");
    assertThat(database.rows("SELECT batch_id, actor FROM batches ORDER BY 1"))
        .containsExactly("batch_1|key-2", "batch_2|null");
  }

  @Test
  void anAlertTellsWhenItBeganAndWhenItWasOver() throws Exception {
    // Given
    alerts(
        alert("a1", AlertEvent.AlertState.FIRING, 0), alert("a2", AlertEvent.AlertState.FIRING, 1));

    // When
    alerts(
        alert("a1", AlertEvent.AlertState.RESOLVED, 30),
        alert("a1", AlertEvent.AlertState.FIRING, 0));

    // Then
    assertThat(
            database.rows(
                """
                SELECT tenant_id, id, rule, state, instance, subject, to_char(firing_at, 'MI:SS'),
                  to_char(resolved_at, 'MI:SS') FROM alerts ORDER BY id"""))
        .containsExactly(
            "t1|a1|SEND_NEEDS_MANUAL|resolved|acme|msg_1|30:45|31:15",
            "t1|a2|SEND_NEEDS_MANUAL|firing|acme|msg_1|30:46|null");
  }

  @Test
  void eachEpisodeOfAnAlertIsKeptAndTheAlertShowsTheNewest() throws Exception {
    // Given
    alerts(
        episode(AlertEvent.AlertState.FIRING, 0, 0),
        episode(AlertEvent.AlertState.RESOLVED, 0, 20));

    // When
    alerts(
        episode(AlertEvent.AlertState.FIRING, 40, 40),
        episode(AlertEvent.AlertState.FIRING, 40, 40),
        episode(AlertEvent.AlertState.RESOLVED, 0, 20));

    // Then
    assertThat(
            database.rows(
                """
                SELECT tenant_id, id, state, severity, to_char(firing_at, 'MI:SS'),
                  to_char(resolved_at, 'MI:SS') FROM alerts"""))
        .containsExactly("unresolved|kafka-down|firing|critical|31:25|31:05");
    assertThat(
            database.rows(
                """
                SELECT id, rule, severity, message, resolution, to_char(firing_at, 'MI:SS'),
                  to_char(resolved_at, 'MI:SS') FROM alert_history ORDER BY firing_at"""))
        .containsExactly(
            "kafka-down|KAFKA_DOWN|critical|firing at 0|resolved at 20|30:45|31:05",
            "kafka-down|KAFKA_DOWN|critical|firing at 40|null|31:25|null");
  }

  @Test
  void aDeadLettersFateIsWhatPeopleDidToItLastWhicheverCameFirst() throws Exception {
    // Given
    audit(AuditEvent.REDRIVEN, "dl-1", 5);
    for (int i = 0; i < 3; i++) {
      database.write(
          List.of(ConsumerRecordFixtures.of(Topic.DEAD_LETTER, i, KEY, letter("dl-" + i))));
    }

    // When
    audit(AuditEvent.REDRIVEN, "dl-1", 9);
    audit(AuditEvent.REDRIVEN, "dl-2", 9);
    audit(AuditEvent.DISCARDED, "dl-2", 20);

    // Then
    assertThat(
            database.rows(
                """
                SELECT id, disposition, redrives, to_char(redriven_at, 'SS'), redriven_by, to_char(discarded_at, 'MI:SS'),
                  discarded_by, size_bytes FROM dead_letter_fates ORDER BY id"""))
        .containsExactly(
            "dl-0|open|0|null|null|null|null|2",
            "dl-1|redriven|2|54|key-dead-letter.redriven-9|null|null|2",
            "dl-2|discarded|1|54|key-dead-letter.redriven-9|31:05|key-dead-letter.discarded-20|2");
  }

  @Test
  void recordsThatCannotBeRowsBecomeDeadLettersAndTheOthersRows() throws Exception {
    // Given
    TopicPartition partition = new TopicPartition(Topic.SEND_STATE.topicName(), 0);
    StoredOffsetTracker positions = new StoredOffsetTracker();
    positions.track(partition, null, "id");
    List<PendingRecord> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      // Its year is beyond what PostgreSQL's calendar holds.
      Instant time = i == 17 ? Instant.MAX : i % 2 == 0 ? SendJobFixtures.DUE : null;
      var job =
          SendJobFixtures.job(
                  "t1",
                  "msg_" + i,
                  SinkEventFixtures.T0,
                  time,
                  "x",
                  new OutboundMessageContent.TextContent(),
                  null)
              .to(JobState.SCHEDULED);
      byte[] value = i == 23 ? new byte[] {'{', 0} : Json.write(job);
      items.add(
          PendingRecord.read(
              new SinkRecordReader(),
              ConsumerRecordFixtures.raw(Topic.SEND_STATE, 0, i, KEY, value),
              i + 1));
    }
    List<DeadLetter> letters = new ArrayList<>();

    // When
    new PendingRecordDelivery(
            database.writer,
            letters::addAll,
            positions,
            new SinkMetrics(database.registry),
            Clock.systemUTC())
        .deliver(items);

    // Then
    assertThat(letters)
        .extracting(letter -> letter.offset() + " " + letter.reason() + " " + letter.tenantId())
        .containsExactlyInAnyOrder("17 REJECTED_BY_DATABASE t1", "23 UNREADABLE_RECORD null");
    assertThat(database.rows("SELECT count(*) FROM whatsapp_message_log")).containsExactly("38");
    assertThat(database.rows("SELECT count(*) FROM scheduled_messages")).containsExactly("20");
    assertThat(database.rows("SELECT next_offset FROM sink_offset")).containsExactly("40");
  }

  @Test
  void aTenantsQuietHoursComeAndGo() throws Exception {
    // Given
    QuietHours night =
        new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 30), ZoneId.of("America/Sao_Paulo"));
    String sql = "SELECT quiet_from, quiet_to, quiet_zone FROM tenants";
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.TENANT,
                0,
                "t1",
                new TenantRecord(1, "t1", "One", null, night, SinkEventFixtures.T0, "admin"))));
    List<String> with = database.rows(sql);

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.TENANT,
                1,
                "t1",
                new TenantRecord(1, "t1", "One", null, null, SinkEventFixtures.T0, "admin"))));

    // Then
    assertThat(with).containsExactly("22:00:00|07:30:00|America/Sao_Paulo");
    assertThat(database.rows(sql)).containsExactly("null|null|null");
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(Object... events) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Object event : events) {
      records.add(ConsumerRecordFixtures.of(Topic.SEND_STATE, records.size(), KEY, event));
    }
    return records;
  }

  @Test
  void whatAnOperatorSaidOfTheIntegrationWinsOverWhatWasSeenInEitherOrder() throws Exception {
    // Given
    String sql =
        "SELECT tenant_id, integration_bound, integration_seen, integration FROM whatsapp_instances";
    results(SendJobFixtures.integration("t1", "acme", WhatsAppIntegration.WHATSAPP_BAILEYS));
    assertThat(database.rows(sql)).containsExactly("t1|null|WHATSAPP-BAILEYS|WHATSAPP-BAILEYS");

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                0,
                KEY,
                SinkEventFixtures.binding("t2", WhatsAppIntegration.EVOLUTION))));
    results(SendJobFixtures.integration("t1", "acme", WhatsAppIntegration.WHATSAPP_BUSINESS));

    // Then
    assertThat(database.rows(sql)).containsExactly("t2|EVOLUTION|WHATSAPP-BUSINESS|EVOLUTION");
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                1,
                KEY,
                SinkEventFixtures.binding("t2", SinkEventFixtures.T0.plusSeconds(9)))));
    assertThat(database.rows(sql)).containsExactly("t2|null|WHATSAPP-BUSINESS|WHATSAPP-BUSINESS");
  }

  @Test
  void channelsThatNeverAcknowledgeAreKnown() throws Exception {
    // Given
    for (String name : List.of("cloud-silent", "cloud", "web", "own", "asked-nobody")) {
      database.write(
          List.of(
              ConsumerRecordFixtures.of(
                  Topic.INSTANCE_STATUS,
                  0,
                  "default/" + name,
                  SinkEventFixtures.state("t1", name, InstanceKey.of(name)))));
    }
    results(
        SendJobFixtures.integration("t1", "cloud-silent", WhatsAppIntegration.WHATSAPP_BUSINESS),
        SendJobFixtures.integration("t1", "cloud", WhatsAppIntegration.WHATSAPP_BUSINESS),
        SendJobFixtures.integration("t1", "web", WhatsAppIntegration.WHATSAPP_BAILEYS),
        SendJobFixtures.integration("t1", "own", WhatsAppIntegration.EVOLUTION));
    for (String name : List.of("cloud", "cloud-silent", "own")) {
      database.execute(
          "INSERT INTO whatsapp_message_log (tenant_id, id, status, gateway, instance, attempts, fallback, revision,"
              + " created_at, updated_at, accepted_at, sent_at) VALUES ('t1', 'm-"
              + name
              + "', 'accepted', 'default', '"
              + name
              + "', 1, 0, 1, now(), now(), now(), "
              + (name.equals("cloud") ? "now()" : "NULL")
              + ")");
    }

    // When / Then
    assertThat(database.rows("SELECT instance FROM unacknowledged_instances ORDER BY 1"))
        .containsExactly("cloud-silent", "own");
  }

  private void results(SendResult... results) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (SendResult result : results) {
      records.add(ConsumerRecordFixtures.of(Topic.SEND_RESULT, records.size(), KEY, result));
    }
    database.write(records);
  }

  private void alerts(AlertEvent... alerts) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (AlertEvent alert : alerts) {
      records.add(ConsumerRecordFixtures.of(Topic.ALERT, records.size(), alert.id(), alert));
    }
    database.write(records);
  }

  private void audit(String action, String subject, int second) throws Exception {
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.AUDIT, second, subject, auditOf(action, subject, second))));
  }

  private static AuditEvent auditOf(String action, String subject, int second) {
    return new AuditEvent(
        1,
        action + subject + second,
        "key-" + action + "-" + second,
        action,
        subject,
        null,
        null,
        SinkEventFixtures.T0.plusSeconds(second));
  }

  private static AlertEvent alert(String id, AlertEvent.AlertState state, int second) {
    return new AlertEvent(
        1,
        id,
        AlertEvent.AlertRuleId.SEND_NEEDS_MANUAL,
        state,
        "t1",
        SinkEventFixtures.ACME,
        "msg_1",
        "a message waits for a person",
        SinkEventFixtures.T0.plusSeconds(second));
  }

  private static AlertEvent episode(AlertEvent.AlertState state, int since, int second) {
    return new AlertEvent(
        1,
        "kafka-down",
        AlertEvent.AlertRuleId.KAFKA_DOWN,
        state,
        null,
        null,
        null,
        state.name().toLowerCase(java.util.Locale.ROOT) + " at " + second,
        SinkEventFixtures.T0.plusSeconds(second),
        null,
        SinkEventFixtures.T0.plusSeconds(since));
  }

  private static DeadLetter letter(String id) {
    return new DeadLetter(
        1,
        id,
        "parse",
        DeadLetter.Reason.NOT_JSON,
        null,
        "t1",
        KEY,
        null,
        Topic.WEBHOOK.topicName(),
        0,
        7,
        Map.of(),
        new byte[] {1, 0},
        SinkEventFixtures.T0,
        null);
  }

  private static void writeInBatches(
      SinkTestDatabase target, List<ConsumerRecord<byte[], byte[]>> records, int size)
      throws Exception {
    for (int start = 0; start < records.size(); start += size) {
      target.write(records.subList(start, Math.min(records.size(), start + size)));
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> traffic() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String tenant = i % 2 == 0 ? "t1" : "t2";
      SendJobFixtures.JobEventBuilder schedule = SendJobFixtures.schedule(tenant, "schedule_" + i);
      add(records, Topic.SEND_STATE, schedule.to(JobState.SCHEDULED));
      add(records, Topic.SEND_STATE, schedule.movedTo(SendJobFixtures.DUE.plusSeconds(60)));
      add(records, Topic.SEND_STATE, schedule.movedTo(SendJobFixtures.DUE.plusSeconds(90)));
      SendJobFixtures.JobEventBuilder job =
          i < 2 ? schedule : SendJobFixtures.job(tenant, "msg_" + i);
      add(records, Topic.SEND_STATE, job.to(JobState.QUEUED));
      add(records, Topic.SEND_STATE, job.to(JobState.HELD, "NOT_CONNECTED", null, null));
      add(records, Topic.SEND_STATE, job.to(JobState.QUEUED));
      add(records, Topic.SEND_STATE, job.to(JobState.DISPATCHED, null, "d1-" + i, null));
      add(records, Topic.SEND_STATE, job.to(JobState.RETRYING, "BUSY", "d1-" + i, null));
      add(records, Topic.SEND_STATE, job.to(JobState.DISPATCHED, null, "d2-" + i, null));
      add(records, Topic.SEND_STATE, job.to(JobState.ACCEPTED, null, "d2-" + i, "3EB" + i));
      add(records, Topic.SEND_STATE, job.to(i == 3 ? JobState.FAILED : JobState.READ));
      add(
          records,
          Topic.SEND_STATE,
          SendJobFixtures.batch(
              tenant,
              "batch_1",
              BatchEvent.BatchState.values()[i % 3],
              SinkEventFixtures.T0.plusSeconds(i)));
      for (SendResult.SendResultKind kind :
          List.of(
              SendResult.SendResultKind.STARTED,
              SendResult.SendResultKind.TRANSIENT,
              SendResult.SendResultKind.PROBED)) {
        add(
            records,
            Topic.SEND_RESULT,
            SendJobFixtures.result(tenant, "d1-" + i, kind, SinkEventFixtures.T0, null));
      }
      add(records, Topic.ALERT, alert("a1", AlertEvent.AlertState.values()[i % 2], 10 * i));
      add(records, Topic.AUDIT, auditOf(AuditEvent.REDRIVEN, "dl-" + i, i));
    }
    return records;
  }

  private static void add(List<ConsumerRecord<byte[], byte[]>> records, Topic topic, Object event) {
    records.add(ConsumerRecordFixtures.of(topic, records.size(), KEY, event));
  }
}
