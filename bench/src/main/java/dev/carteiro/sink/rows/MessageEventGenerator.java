// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.bench.load.WebhookMixGenerator;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.topology.merge.MessageFactTimes;
import dev.carteiro.topology.merge.MessageMergeResult;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.merge.MessageStateMerger;
import dev.carteiro.topology.parse.RawWebhook;
import dev.carteiro.topology.parse.WebhookParseResult;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Generates new messages from the benchmark's generated webhooks, as changes for the sink or as
 * lines for COPY. It lies in the sink's package because rows and columns are not visible outside of
 * it. Not thread-safe.
 */
public final class MessageEventGenerator {
  private static final int INSTANCES = 1_000;
  private static final int KINDS = 2_000;
  private static final String ID = "\u0001id\u0001";

  private final SplittableRandom random = new SplittableRandom(System.nanoTime());
  private final List<MessageEvent> events = new ArrayList<>();
  private final List<byte[][]> lines = new ArrayList<>();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private int position;

  public MessageEventGenerator() {
    WebhookMixGenerator mix = WebhookMixGenerator.madeUp(INSTANCES);
    WebhookParser parser = new WebhookParser();
    while (events.size() < KINDS) {
      WebhookMixGenerator.GeneratedWebhook webhook = mix.next();
      String key = InstanceKey.of(webhook.instanceName()).text();
      WebhookParseResult result =
          parser.parse(
              new RawWebhook(key, webhook.body(), now, "0123456789abcdef0123456789abcdef", null));
      for (WebhookFact event : ((WebhookParseResult.ParsedFacts) result).events()) {
        if (event instanceof MessageArrivalFact message) {
          String tenant = "tenant-" + webhook.instance() % 50;
          MessageState unknown = MessageState.unknown(tenant, MessageFactTimes.NONE);
          MessageMergeResult merge = MessageStateMerger.arrive(unknown, message, now);
          add(((MessageMergeResult.ChangedMessage) merge).event());
        }
      }
    }
  }

  private void add(MessageEvent event) {
    events.add(event);
    MessagesTable.MessageRow row =
        new MessagesTable.MessageRow(withId(event, ID), event.changedAt());
    String line =
        MessagesTable.TABLE.columns().stream()
            .map(column -> cell(column.value(row)))
            .collect(Collectors.joining("\t", "", "\n"));
    int at = line.indexOf(ID);
    lines.add(
        new byte[][] {
          line.substring(0, at).getBytes(StandardCharsets.UTF_8),
          line.substring(at + ID.length()).getBytes(StandardCharsets.UTF_8)
        });
  }

  /** The time at which all messages were received, in whole milliseconds. */
  public Instant receivedAt() {
    return now;
  }

  /** Returns a message that the sink has not seen. */
  public MessageEvent next() {
    return withId(events.get(turn()), freshId());
  }

  /**
   * Returns the row of a message in the table {@code messages}, without its rows in other tables.
   */
  public static RowChange onlyMessage(MessageEvent event) {
    MessagesTable.MessageRow row = new MessagesTable.MessageRow(event, event.changedAt());
    return new RowChange(
        event.tenantId(),
        event.traceId(),
        event.changedAt(),
        batch -> batch.rows(MessagesTable.TABLE).add(row));
  }

  /**
   * Returns the rows of all changes in the table {@code messages}, without their rows in other
   * tables.
   */
  public static RowChange onlyMessages(List<RowChange> changes) {
    return new RowChange(
        null,
        null,
        null,
        batch -> {
          SinkRowBatch all = new SinkRowBatch();
          changes.forEach(change -> change.rows().accept(all));
          batch.rows(MessagesTable.TABLE).addAll(all.rows(MessagesTable.TABLE));
        });
  }

  /** Writes the next message as a line of COPY's text format. */
  public void line(ByteArrayOutputStream out) {
    byte[][] parts = lines.get(turn());
    out.writeBytes(parts[0]);
    out.writeBytes(freshId().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(parts[1]);
  }

  /** The columns of {@link #line}, for the COPY statement. */
  public static String columns() {
    return MessagesTable.TABLE.columns().stream()
        .map(TableColumn::name)
        .collect(Collectors.joining(", "));
  }

  private int turn() {
    position = (position + 1) % events.size();
    return position;
  }

  /** Returns a random id like those of WhatsApp. */
  private String freshId() {
    return "3EB0%016X%012X".formatted(random.nextLong(), random.nextLong() & 0xFFFFFFFFFFFFL);
  }

  private static String cell(Object value) {
    return value == null
        ? "\\N"
        : value
            .toString()
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
  }

  /** Returns the message as it is after its next status. */
  public static MessageEvent withStatus(MessageEvent event, MessageStatus status) {
    return new MessageEvent(
        event.version(),
        MessageEvent.MessageChangeKind.STATUS,
        event.tenantId(),
        event.instance(),
        event.messageId(),
        event.revision() + 1,
        event.body().slim(),
        status,
        event.changedAt(),
        null,
        event.edits(),
        event.text(),
        event.editedAt(),
        event.deletedAt(),
        event.reactions(),
        event.traceId(),
        event.changedAt().plusSeconds(1));
  }

  private static MessageEvent withId(MessageEvent event, String id) {
    return new MessageEvent(
        event.version(),
        event.change(),
        event.tenantId(),
        event.instance(),
        id,
        event.revision(),
        event.body(),
        event.status(),
        event.statusAt(),
        event.error(),
        event.edits(),
        event.text(),
        event.editedAt(),
        event.deletedAt(),
        event.reactions(),
        event.traceId(),
        event.changedAt());
  }
}
