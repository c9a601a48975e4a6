// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.ParsedWebhook;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.stage.StageProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Parses each raw record into a {@link ParsedWebhook}. A record that cannot be read becomes a dead
 * letter. The headers of the record are not forwarded: later stages find them in the origin.
 */
final class WebhookParseProcessor extends StageProcessor<byte[]> {
  private final ParseStage stage;

  WebhookParseProcessor(ParseStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordOrigin origin = origin(record);
    stage
        .parser
        .parse(origin.toRaw())
        .match(
            parsed -> pass(record, new ParsedWebhook(origin, parsed.events())),
            rejected ->
                forward(
                    record.key(),
                    deadLetter(origin, rejected.reason(), rejected.detail(), rejected.event()),
                    record.timestamp()));
  }

  private void pass(Record<String, byte[]> record, ParsedWebhook webhook) {
    String event = webhook.envelope().event();
    (EvolutionEventTable.isKnown(event) ? stage.events : stage.unknownEvents).count(event);
    countUnknownTypes(webhook);
    forward(record.key(), webhook, record.timestamp());
  }

  private void countUnknownTypes(ParsedWebhook webhook) {
    for (WebhookFact event : webhook.events()) {
      if (event instanceof MessageArrivalFact message
          && message.body().type() == MessageType.UNKNOWN) {
        String name = message.body().evolutionType();
        stage.unknownTypes.count(name == null ? "" : name);
      }
    }
  }
}
