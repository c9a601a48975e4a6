// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.MessageType;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.flow.Carried;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.Outgoing;
import dev.carteiro.topology.flow.ParsedWebhook;
import dev.carteiro.topology.parse.EventNames;
import dev.carteiro.topology.parse.MessageArrived;
import dev.carteiro.topology.parse.ParseResult;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.WebhookParser;
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
public final class ParseProcessor implements Processor<String, byte[], String, Carried> {
  private final WebhookParser parser;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, Carried> context;

  public ParseProcessor(WebhookParser parser, TopologyMetrics metrics) {
    this.parser = parser;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Carried> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Origin origin = origin(record);
    ParseResult result = parser.parse(origin.toRaw());
    if (result instanceof ParseResult.Parsed parsed) {
      ParsedWebhook webhook = new ParsedWebhook(origin, parsed.events());
      count(webhook.envelope().event());
      countUnknownTypes(webhook);
      context.forward(carry(record, webhook), Nodes.RESOLVE);
    } else if (result instanceof ParseResult.Rejected rejected) {
      Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
      DeadLetter.Reason reason = rejected.reason();
      context.forward(
          carry(
              record,
              Outgoing.deadLetter(
                  origin, Nodes.PARSE, reason, rejected.detail(), rejected.event(), now)),
          Nodes.ROUTE);
    } else {
      throw new IllegalStateException("no rule for " + result.getClass());
    }
  }

  private void count(String event) {
    if (EventNames.isKnown(event)) {
      metrics.event(event);
    } else {
      metrics.unknownEvent(event);
    }
  }

  private void countUnknownTypes(ParsedWebhook webhook) {
    for (ParsedEvent event : webhook.events()) {
      if (event instanceof MessageArrived message && message.body().type() == MessageType.UNKNOWN) {
        String name = message.body().evolutionType();
        metrics.unknownMessageType(name == null ? "" : name);
      }
    }
  }

  private Origin origin(Record<String, byte[]> record) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a webhook always has coordinates"));
    byte[] body = record.value() == null ? new byte[0] : record.value();
    return new Origin(
        record.key(),
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        texts(record.headers()),
        body);
  }

  static Map<String, String> texts(Headers headers) {
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
  private static Record<String, Carried> carry(Record<String, byte[]> record, Carried value) {
    return new Record<>(record.key(), value, record.timestamp());
  }
}
