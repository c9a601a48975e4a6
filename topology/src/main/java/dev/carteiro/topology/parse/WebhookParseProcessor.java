// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.EvolutionEventNames;
import dev.carteiro.topology.record.OriginTrackedRecord;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.ParsedWebhook;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The parse stage: parses each raw record into a {@link ParsedWebhook}. A record that cannot be
 * read becomes a dead letter.
 */
public final class WebhookParseProcessor
    implements Processor<String, byte[], String, OriginTrackedRecord> {
  private final WebhookParser parser;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, OriginTrackedRecord> context;

  public WebhookParseProcessor(WebhookParser parser, TopologyMetrics metrics) {
    this.parser = parser;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, OriginTrackedRecord> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordOrigin origin = origin(record);
    parser
        .parse(origin.toRaw())
        .match(
            parsed -> pass(record, new ParsedWebhook(origin, parsed.events())),
            rejected -> reject(record, origin, rejected));
  }

  private void pass(Record<String, byte[]> record, ParsedWebhook webhook) {
    count(webhook.envelope().event());
    countUnknownTypes(webhook);
    context.forward(carry(record, webhook), TopologyNames.RESOLVE);
  }

  private void reject(
      Record<String, byte[]> record,
      RecordOrigin origin,
      WebhookParseResult.RejectedWebhook rejected) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    context.forward(
        carry(
            record,
            OutputTopicRecord.deadLetter(
                origin,
                TopologyNames.PARSE,
                rejected.reason(),
                rejected.detail(),
                rejected.event(),
                now)),
        TopologyNames.ROUTE);
  }

  private void count(String event) {
    if (EvolutionEventNames.isKnown(event)) {
      metrics.event(event);
    } else {
      metrics.unknownEvent(event);
    }
  }

  private void countUnknownTypes(ParsedWebhook webhook) {
    for (WebhookFact event : webhook.events()) {
      if (event instanceof MessageArrivalFact message
          && message.body().type() == MessageType.UNKNOWN) {
        String name = message.body().evolutionType();
        metrics.unknownMessageType(name == null ? "" : name);
      }
    }
  }

  private RecordOrigin origin(Record<String, byte[]> record) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a webhook always has coordinates"));
    byte[] body = record.value() == null ? new byte[0] : record.value();
    return new RecordOrigin(
        record.key(),
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        texts(record.headers()),
        body);
  }

  public static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = new HashMap<>();
    for (Header header : headers) {
      if (header.value() != null) {
        texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return Map.copyOf(texts);
  }

  /**
   * Drops the headers: later stages find them in the origin, and output topics have headers of
   * their own.
   */
  private static Record<String, OriginTrackedRecord> carry(
      Record<String, byte[]> record, OriginTrackedRecord value) {
    return new Record<>(record.key(), value, record.timestamp());
  }
}
