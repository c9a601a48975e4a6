// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.SinkTestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageTablesIT {
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
  void aMessageIsOneRowWithAllItsColumns() throws Exception {
    // Given
    MediaReference media =
        new MediaReference(
            "https://mmg", "image/jpeg", "a.jpg", "abc", 5L, 3L, "c1", "a2V5", "/v/t", "aGVsbG8=");

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                0,
                KEY,
                SinkEventFixtures.message("t1", "m1")
                    .created(SinkEventFixtures.body("hello", media, null)))));

    // Then
    assertThat(
            database.rows(
                """
                SELECT tenant_id, gateway, instance, chat_id, sender, push_name, direction, message_type, text,
                  original_text, media_mimetype, media_size_bytes, created_at, received_at, status, status_rank,
                  raw -> 'message' ->> 'conversation', trace_id, revision, sentiment, emotion, satisfaction
                FROM messages"""))
        .containsExactly(
            "t1|default|acme|5511999990001@s.whatsapp.net|5511999990001@s.whatsapp.net|Maria|in|image|hello|hello|image/jpeg|5|2026-11-21"
                + " 02:30:43+00|2026-11-21 02:30:45+00|null|0|hello|trace-m1-1|1|null|null|null");
    assertThat(
            database.rows(
                "SELECT message_id, convert_from(content, 'UTF8'), decoded FROM message_media"))
        .containsExactly("m1|hello|t");
    assertThat(database.rows("SELECT chat_id, last_message_id, last_message_at FROM chats"))
        .containsExactly(SinkEventFixtures.CHAT + "|m1|2026-11-21 02:30:43+00");
  }

  @Test
  void writingEverythingAgainInAnyOrderAndAnyBatchesChangesNoRow() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records = traffic();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      database.write(List.of(record));
    }
    List<String> expected = database.contents();
    Random random = new Random(11);

    // When
    try (SinkTestDatabase other = SinkTestDatabase.migrated()) {
      for (int round = 0; round < 12; round++) {
        Collections.shuffle(records, random);
        // Every message is seen once before its changes count: what has no row yet is history only.
        writeInBatches(other, records, 1 + random.nextInt(records.size()));
        writeInBatches(database, records, 1 + random.nextInt(records.size()));
      }

      // Then
      assertThat(database.contents()).isEqualTo(expected);
      assertThat(other.contents()).isEqualTo(expected);
    }
  }

  @Test
  void mergingABatchLeavesWhatWritingOneByOneLeaves() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records = traffic();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      database.write(List.of(record));
    }

    // When
    try (SinkTestDatabase merged = SinkTestDatabase.migrated()) {
      merged.write(records);

      // Then
      assertThat(merged.contents()).isEqualTo(database.contents());
    }
  }

  @Test
  void aReplayOfTheNewestStateDoesNotEvenTouchTheRow() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            ConsumerRecordFixtures.of(Topic.MESSAGE, 0, KEY, message.created("hello")),
            ConsumerRecordFixtures.of(Topic.MESSAGE, 1, KEY, message.status(MessageStatus.READ)));
    database.write(records);
    List<String> before = database.rows("SELECT xmin, ctid FROM messages");

    // When
    database.write(records);

    // Then
    assertThat(database.rows("SELECT xmin, ctid FROM messages")).isEqualTo(before);
  }

  @Test
  void aChangeOfAnotherMessageThanThePresentOneBringsAllOfIt() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder gap = SinkEventFixtures.message("t1", "m1");
    SinkEventFixtures.MessageEventBuilder following = SinkEventFixtures.message("t1", "m2");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    add(records, Topic.MESSAGE, gap.created((String) null));
    add(records, Topic.MESSAGE, following.created("hi"));
    database.write(records);
    // The record with the text was refused.
    gap.created("hello");

    // When
    records.clear();
    add(records, Topic.MESSAGE, gap.status(MessageStatus.READ));
    add(records, Topic.MESSAGE, following.status(MessageStatus.READ));
    database.write(records);

    // Then
    assertThat(
            database.rows(
                "SELECT message_id, original_text, status, revision FROM messages ORDER BY 1"))
        .containsExactly("m1|hello|READ|3", "m2|hi|READ|2");
  }

  @Test
  void noIndexOfMessagesHasAColumnThatAChangeWrites() throws Exception {
    // When
    List<String> indexed =
        database.rows(
            """
            SELECT DISTINCT a.attname FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
            LEFT JOIN pg_depend d ON d.objid = i.indexrelid AND d.refobjid = i.indrelid
            JOIN pg_attribute a ON a.attrelid = i.indrelid
              AND (a.attnum = ANY (i.indkey) OR a.attnum = d.refobjsubid)
            WHERE i.indrelid = 'messages'::regclass AND m.amname <> 'brin'""");

    // Then
    assertThat(indexed)
        .contains("message_id", "received_at", "trace_id")
        .doesNotContain(
            "text",
            "status",
            "status_rank",
            "status_at",
            "edited_at",
            "deleted_at",
            "reactions",
            "revision",
            "changed_at");
    assertThat(
            database.rows(
                "SELECT unnest(reloptions) FROM pg_class WHERE oid = 'messages'::regclass"))
        .contains("fillfactor=50");
  }

  @Test
  void aMembersReceiptsAreOneRowWithTheFirstTimeOfEach() throws Exception {
    // Given
    String ana = "207000000000001@lid";
    String phone = "5521988887777@s.whatsapp.net";

    // When
    for (int round = 0; round < 2; round++) {
      database.write(
          List.of(
              ConsumerRecordFixtures.of(
                  Topic.MESSAGE_STATUS,
                  4L * round,
                  KEY,
                  SinkEventFixtures.receipt("m1", ana, phone, MessageStatus.READ, 9)),
              ConsumerRecordFixtures.of(
                  Topic.MESSAGE_STATUS,
                  4L * round + 1,
                  KEY,
                  SinkEventFixtures.receipt("m1", ana, null, MessageStatus.DELIVERY_ACK, 5)),
              ConsumerRecordFixtures.of(
                  Topic.MESSAGE_STATUS,
                  4L * round + 2,
                  KEY,
                  SinkEventFixtures.receipt("m1", ana, null, MessageStatus.DELIVERY_ACK, 7)),
              ConsumerRecordFixtures.of(
                  Topic.MESSAGE_STATUS,
                  4L * round + 3,
                  KEY,
                  SinkEventFixtures.status("t1", "m1", MessageStatus.SERVER_ACK))));
    }

    // Then
    assertThat(
            database.rows(
                "SELECT participant, participant_alt, chat_id, delivered_at = 'epoch'::timestamptz"
                    + " + interval '5 s', read_at = 'epoch'::timestamptz + interval '9 s',"
                    + " played_at FROM message_receipts"))
        .containsExactly(ana + "|" + phone + "|1203@g.us|t|t|null");
    assertThat(database.rows("SELECT status FROM message_status_history"))
        .containsExactly("SERVER_ACK");
    assertThat(database.rows("SELECT tenant_id, address, same_as FROM address_links ORDER BY 2"))
        .containsExactly("t1|" + ana + "|" + phone, "t1|" + phone + "|" + ana);
  }

  @Test
  void addressesThatAnEventGavePersonsAreLinkedInBothDirections() throws Exception {
    // Given
    String members =
        """
        {"id": "1203@g.us", "action": "add", "participants": ["207000000000002@lid", "207000000000003@lid"],
         "participantsData": [{"jid": "207000000000002@lid", "phoneNumber": "5531977116666:4@s.whatsapp.net"},
                              {"jid": "207000000000003@lid", "phoneNumber": "207000000000003"}]}""";

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.EVENT,
                0,
                KEY,
                SinkEventFixtures.event("t1", "e1", "group-participants.update", members))));

    // Then
    assertThat(database.rows("SELECT address, same_as FROM address_links ORDER BY 1"))
        .containsExactly(
            "207000000000002@lid|5531977116666@s.whatsapp.net",
            "5531977116666@s.whatsapp.net|207000000000002@lid");
  }

  @Test
  void aChangeOfAMessageThatWasNotSeenIsHistoryOnly() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(Topic.MESSAGE, 0, KEY, message.status(MessageStatus.READ)),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                1,
                KEY,
                message.edited("new words", SinkEventFixtures.T0.plusSeconds(9)))));

    // Then
    assertThat(database.rows("SELECT * FROM messages")).isEmpty();
    assertThat(database.rows("SELECT message_id, kind, text FROM message_edits"))
        .containsExactly("m1|edit|new words");
  }

  @Test
  void aForgottenMessageIsChangedByWhatIsNewAndKeepsWhatItWas() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    database.write(
        List.of(
            ConsumerRecordFixtures.of(Topic.MESSAGE, 0, KEY, message.created("hello")),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                1,
                KEY,
                message.edited("hello!", SinkEventFixtures.T0.plusSeconds(30))),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE, 2, KEY, message.status(MessageStatus.DELIVERY_ACK))));
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));

    // When
    database.write(
        List.of(ConsumerRecordFixtures.of(Topic.MESSAGE, 3, KEY, anew.status(MessageStatus.READ))));
    database.write(
        List.of(ConsumerRecordFixtures.of(Topic.MESSAGE, 4, KEY, anew.created("hello"))));
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE, 5, KEY, anew.deleted(SinkEventFixtures.T0.plusSeconds(1_000_100)))));

    // Then
    assertThat(
            database.rows("SELECT text, original_text, status, deleted_at, trace_id FROM messages"))
        .containsExactly("hello!|hello|READ|2026-12-02 16:19:05+00|trace-m1-1");
    assertThat(database.rows("SELECT kind FROM message_edits ORDER BY edited_at"))
        .containsExactly("edit", "delete");
  }

  @Test
  void columnsOfLaterAnalysisSurviveEveryChange() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    database.write(
        List.of(ConsumerRecordFixtures.of(Topic.MESSAGE, 0, KEY, message.created("hello"))));
    database.execute(
        "UPDATE messages SET sentiment = 0.5, emotion = 'calm', satisfaction = 70, sent_by_ai ="
            + " true");

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(Topic.MESSAGE, 1, KEY, message.status(MessageStatus.READ))));

    // Then
    assertThat(
            database.rows(
                "SELECT sentiment, emotion, satisfaction, sent_by_ai, status FROM messages"))
        .containsExactly("0.5|calm|70|t|READ");
  }

  @Test
  void whatPostgresRefusesIsStoredEscapedAndCanBeReadBack() throws Exception {
    // Given
    String nasty = "nul \0, half \uD83D, escape \u241B, whole \uD83D\uDE00";
    var event =
        SinkEventFixtures.event(
            "t1", "e1", "call", Json.mapper().createObjectNode().put("k\0", nasty).toString());

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE, 0, KEY, SinkEventFixtures.message("t1", "m\0").created(nasty)),
            ConsumerRecordFixtures.raw(Topic.EVENT, 0, 0, KEY, Json.write(event)),
            ConsumerRecordFixtures.raw(
                Topic.EVENT,
                0,
                1,
                KEY,
                new String(
                        Json.write(SinkEventFixtures.event("t1", "e2", "call", "0")),
                        java.nio.charset.StandardCharsets.UTF_8)
                    .replace(
                        "\"data\":0", "\"data\":[1e999999,1E-7,123456789012345678901234567890.1]")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))));

    // Then
    assertThat(StorableTextCodec.decode(database.rows("SELECT text FROM messages").get(0)))
        .isEqualTo(nasty);
    assertThat(StorableTextCodec.decode(database.rows("SELECT message_id FROM messages").get(0)))
        .isEqualTo("m\0");
    String data = database.rows("SELECT data FROM events WHERE event_id = 'e1'").get(0);
    assertThat(StorableTextCodec.decode(Json.mapper().readTree(data).get("k␛0000").textValue()))
        .isEqualTo(nasty);
    assertThat(database.rows("SELECT data FROM events WHERE event_id = 'e2'"))
        .containsExactly("[\"1E+999999\", 0.0000001, 123456789012345678901234567890.1]");
  }

  @Test
  void aReactionIsARowOfItsOwnAndATakenBackOneToo() throws Exception {
    // Given
    MessageReaction thumb =
        new MessageReaction("m1", SinkEventFixtures.CHAT, null, false, "👍", SinkEventFixtures.T0);
    MessageReaction none =
        new MessageReaction(
            "m1", SinkEventFixtures.CHAT, null, false, null, SinkEventFixtures.T0.plusSeconds(5));

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                0,
                KEY,
                SinkEventFixtures.message("t1", "r1")
                    .created(SinkEventFixtures.body(null, null, thumb))),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                1,
                KEY,
                SinkEventFixtures.message("t1", "r2")
                    .created(SinkEventFixtures.body(null, null, none)))));

    // Then
    assertThat(
            database.rows(
                "SELECT message_id, target_message_id, emoji FROM reactions ORDER BY message_id"))
        .containsExactly("r1|m1|👍", "r2|m1|null");
  }

  @Test
  void aChildNamesItsParentAndOnlyWhatStandsAloneIsAChatsLastMessage() throws Exception {
    // Given
    ParentMessageReference album = new ParentMessageReference("album", "media_album");
    ParentMessageReference first = new ParentMessageReference("c1", "hd_image_dual_upload");

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                0,
                KEY,
                SinkEventFixtures.message("t1", "c1")
                    .created(SinkEventFixtures.childOf(album, MessageType.IMAGE))),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                1,
                KEY,
                SinkEventFixtures.message("t1", "c2")
                    .created(SinkEventFixtures.childOf(first, MessageType.IMAGE))),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE,
                2,
                KEY,
                SinkEventFixtures.message("t1", "z9")
                    .created(SinkEventFixtures.childOf(null, MessageType.POLL_VOTE)))));

    // Then
    assertThat(
            database.rows(
                "SELECT message_id, parent_message_id, parent_relation, stands_alone FROM messages"
                    + " ORDER BY 1"))
        .containsExactly(
            "c1|album|media_album|t", "c2|c1|hd_image_dual_upload|f", "z9|null|null|f");
    assertThat(database.rows("SELECT last_message_id FROM chats")).containsExactly("c1");
  }

  @Test
  void whyAMessageWasRefusedStandsInTheHistoryOfItsStatus() throws Exception {
    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE_STATUS,
                0,
                KEY,
                SinkEventFixtures.status("t1", "m1", MessageStatus.SERVER_ACK)),
            ConsumerRecordFixtures.of(
                Topic.MESSAGE_STATUS,
                1,
                KEY,
                SinkEventFixtures.refused(
                    "t1",
                    "m1",
                    new MessageStatusError("131049", "Not delivered", "Ecosystem health.")))));

    // Then
    assertThat(
            database.rows(
                "SELECT status, error_code, error_title, error_detail FROM message_status_history"
                    + " ORDER BY status_rank"))
        .containsExactly(
            "SERVER_ACK|null|null|null", "ERROR|131049|Not delivered|Ecosystem health.");
  }

  @Test
  void anEditToATextThatNobodyKnowsKeepsTheTextInTheRow() throws Exception {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    database.write(
        List.of(ConsumerRecordFixtures.of(Topic.MESSAGE, 0, KEY, message.created("hello"))));
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE, 1, KEY, anew.edited(null, SinkEventFixtures.T0.plusSeconds(30)))));

    // Then
    assertThat(database.rows("SELECT text, edited_at IS NOT NULL FROM messages"))
        .containsExactly("hello|t");
    assertThat(database.rows("SELECT kind, text FROM message_edits")).containsExactly("edit|null");
  }

  @Test
  void contactsOfVersion1AreContactsToo() throws Exception {
    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.EVENT,
                0,
                KEY,
                SinkEventFixtures.event(
                    "t1",
                    "e1",
                    "contacts.upsert",
                    "[{\"id\":\"5521977776666@s.whatsapp.net\",\"pushName\":\"Lia\",\"profilePictureUrl\":"
                        + "\"https://pps.example.net/1\",\"owner\":\"acme\"}]"))));

    // Then
    assertThat(database.rows("SELECT contact_id, push_name, profile_picture_url FROM contacts"))
        .containsExactly("5521977776666@s.whatsapp.net|Lia|https://pps.example.net/1");
  }

  @Test
  void onlyBindingsSetTheTenantOfAnInstance() throws Exception {
    // Given
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE_STATUS,
                0,
                KEY,
                SinkEventFixtures.state("t1", "s1", "connecting", true))));
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE, 0, KEY, SinkEventFixtures.binding("t2", SinkEventFixtures.T0))));

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE_STATUS, 1, KEY, SinkEventFixtures.state("t1", "s2", "open", true)),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE_STATUS,
                2,
                KEY,
                SinkEventFixtures.state("t1", "s3", "connecting", false))));

    // Then
    assertThat(
            database.rows(
                "SELECT tenant_id, instance_name, connection_state, status, own_jid,"
                    + " rate_per_minute, bound_at, unbound_at FROM whatsapp_instances"))
        .containsExactly(
            "t2|acme|open|connected|5511900000004@s.whatsapp.net|10|2026-11-21 02:30:45+00|null");
    assertThat(database.rows("SELECT event_id, is_current FROM instance_status_history ORDER BY 1"))
        .containsExactly("s1|t", "s2|t", "s3|f");
  }

  @Test
  void bindingsInOneBatchOrNotTellSinceWhenAnInstanceIsBound() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            ConsumerRecordFixtures.of(
                Topic.INSTANCE, 0, KEY, SinkEventFixtures.binding("t1", SinkEventFixtures.T0)),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                1,
                KEY,
                SinkEventFixtures.binding("t1", SinkEventFixtures.T0.plusSeconds(10))),
            ConsumerRecordFixtures.of(Topic.INSTANCE, 2, KEY, null),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                3,
                KEY,
                SinkEventFixtures.binding("t1", SinkEventFixtures.T0.plusSeconds(20))),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                4,
                KEY,
                SinkEventFixtures.binding("t2", SinkEventFixtures.T0.plusSeconds(30))),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                5,
                KEY,
                SinkEventFixtures.binding("t1", SinkEventFixtures.T0.plusSeconds(40))),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE,
                6,
                KEY,
                SinkEventFixtures.binding("t1", SinkEventFixtures.T0.plusSeconds(50))));
    String sql = "SELECT id, tenant_id, bound_at, unbound_at, updated_at FROM whatsapp_instances";

    for (int end = 1; end <= records.size(); end++) {
      database.execute("TRUNCATE whatsapp_instances");
      for (ConsumerRecord<byte[], byte[]> record : records.subList(0, end)) {
        database.write(List.of(record));
      }
      List<String> oneByOne = database.rows(sql);
      for (int start = 0; start < end; start++) {
        database.execute("TRUNCATE whatsapp_instances");

        // When
        database.write(records.subList(0, start));
        database.write(records.subList(start, end));

        // Then
        assertThat(database.rows(sql)).as("%d..%d", start, end).isEqualTo(oneByOne);
      }
    }
  }

  @Test
  void anUnboundInstanceAndADeletedTenantKeepTheirRows() throws Exception {
    // Given
    TenantRecord tenant =
        new TenantRecord(1, "t1", "Tenant One", 100, null, SinkEventFixtures.T0, "admin");
    database.write(
        List.of(
            ConsumerRecordFixtures.of(Topic.TENANT, 0, "t1", tenant),
            ConsumerRecordFixtures.of(
                Topic.INSTANCE, 0, KEY, SinkEventFixtures.binding("t1", SinkEventFixtures.T0))));

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(Topic.TENANT, 1, "t1", null),
            ConsumerRecordFixtures.of(Topic.INSTANCE, 1, KEY, null)));

    // Then
    assertThat(
            database.rows(
                "SELECT tenant_id, name, rate_per_minute, deleted_at IS NOT NULL FROM tenants"))
        .containsExactly("t1|Tenant One|100|t");
    assertThat(database.rows("SELECT tenant_id, unbound_at IS NOT NULL FROM whatsapp_instances"))
        .containsExactly("t1|t");
  }

  @Test
  void knownNamesAndPicturesAreNotOverwrittenByNothingOrByDigits() throws Exception {
    // Given
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.EVENT,
                0,
                KEY,
                SinkEventFixtures.event(
                    "t1",
                    "e1",
                    "contacts.upsert",
                    "[{\"remoteJid\":\"55@s\",\"pushName\":\"Ana\",\"profilePicUrl\":\"p\"}]"))));

    // When
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.EVENT,
                1,
                KEY,
                SinkEventFixtures.event(
                    "t1",
                    "e2",
                    "contacts.update",
                    "{\"remoteJid\":\"55@s\",\"pushName\":null}",
                    SinkEventFixtures.T0.plusSeconds(5)))));
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.EVENT,
                2,
                KEY,
                SinkEventFixtures.event(
                    "t1",
                    "e3",
                    "contacts.update",
                    "{\"remoteJid\":\"55@s\",\"pushName\":\"55\"}",
                    SinkEventFixtures.T0.plusSeconds(6)))));

    // Then
    assertThat(database.rows("SELECT push_name, profile_picture_url, updated_at FROM contacts"))
        .containsExactly("Ana|p|2026-11-21 02:30:51+00");
  }

  @Test
  void aDeletedChatComesBackWithALaterMessage() throws Exception {
    // Given
    database.write(
        List.of(
            ConsumerRecordFixtures.of(
                Topic.MESSAGE, 0, KEY, SinkEventFixtures.message("t1", "m1").created("x"))));
    var deletion =
        ConsumerRecordFixtures.of(
            Topic.EVENT,
            0,
            KEY,
            SinkEventFixtures.event(
                "t1",
                "e1",
                "chats.delete",
                "[\"" + SinkEventFixtures.CHAT + "\"]",
                SinkEventFixtures.T0.plusSeconds(5)));
    database.write(List.of(deletion));
    List<String> deleted = database.rows("SELECT deleted_at IS NOT NULL FROM chats");
    var revival =
        SinkEventFixtures.event(
            "t1",
            "e2",
            "chats.upsert",
            "[{\"remoteJid\":\"" + SinkEventFixtures.CHAT + "\"}]",
            SinkEventFixtures.T0.plusSeconds(9));

    // When
    database.write(List.of(ConsumerRecordFixtures.of(Topic.EVENT, 1, KEY, revival)));
    database.write(List.of(deletion));

    // Then
    assertThat(deleted).containsExactly("t");
    assertThat(database.rows("SELECT deleted_at, last_message_id FROM chats"))
        .containsExactly("null|m1");
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
    for (int i = 0; i < 6; i++) {
      SinkEventFixtures.MessageEventBuilder message =
          SinkEventFixtures.message(i % 2 == 0 ? "t1" : "t2", "m" + i);
      MediaReference media =
          i == 3
              ? new MediaReference(
                  null, "image/png", null, null, 5L, null, null, null, null, "aGVsbG8=")
              : null;
      add(
          records,
          Topic.MESSAGE,
          message.created(SinkEventFixtures.body("text " + i, media, null)));
      add(records, Topic.MESSAGE, message.status(MessageStatus.DELIVERY_ACK));
      add(
          records,
          Topic.MESSAGE,
          message.edited("edited " + i, SinkEventFixtures.T0.plusSeconds(30 + i)));
      add(records, Topic.MESSAGE, message.status(MessageStatus.READ));
      add(
          records,
          Topic.MESSAGE,
          message.edited("again " + i, SinkEventFixtures.T0.plusSeconds(60 + i)));
      if (i % 3 == 0) {
        add(records, Topic.MESSAGE, message.deleted(SinkEventFixtures.T0.plusSeconds(90)));
      }
      add(records, Topic.MESSAGE, message.reacted("👍"));
      add(
          records,
          Topic.MESSAGE_STATUS,
          SinkEventFixtures.status("t1", "m" + i, MessageStatus.READ));
    }
    add(
        records,
        Topic.EVENT,
        SinkEventFixtures.event(
            "t1", "e1", "contacts.upsert", "[{\"remoteJid\":\"55@s\",\"pushName\":\"55\"}]"));
    add(
        records,
        Topic.EVENT,
        SinkEventFixtures.event(
            "t1", "e2", "contacts.upsert", "{\"remoteJid\":\"55@s\",\"pushName\":\"Ana\"}"));
    add(
        records,
        Topic.EVENT,
        SinkEventFixtures.event("t1", "e5", "chats.upsert", "[{\"id\":\"c@s\",\"name\":\"C\"}]"));
    add(
        records,
        Topic.EVENT,
        SinkEventFixtures.event(
            "t1",
            "e6",
            "chats.update",
            "[{\"id\":\"c@s\",\"unreadMessages\":4}]",
            SinkEventFixtures.T0.plusSeconds(1)));
    add(
        records,
        Topic.EVENT,
        SinkEventFixtures.event(
            "t1", "e7", "chats.delete", "[\"c@s\"]", SinkEventFixtures.T0.plusSeconds(2)));
    return records;
  }

  private static void add(List<ConsumerRecord<byte[], byte[]>> records, Topic topic, Object event) {
    records.add(ConsumerRecordFixtures.of(topic, records.size(), KEY, event));
  }
}
