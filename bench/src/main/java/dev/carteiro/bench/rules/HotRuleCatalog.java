// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import dev.carteiro.bench.load.WebhookSample;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.topology.dedup.FactDeduplicator;
import dev.carteiro.topology.merge.MessageFactTimes;
import dev.carteiro.topology.merge.MessageMergeResult;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.merge.MessageStateMerger;
import dev.carteiro.topology.parse.RawWebhook;
import dev.carteiro.topology.parse.WebhookParseResult;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.store.OrderedByteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The list of all hot rules: operations that run for every webhook, message or timer, with their
 * input prepared.
 */
public final class HotRuleCatalog {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TENANT = "tenant-acme";
  private static final InstanceKey INSTANCE = InstanceKey.of("acme");
  private static final WebhookParser PARSER = new WebhookParser();

  private HotRuleCatalog() {}

  /**
   * Returns all rules by name, as types of the JDK, so that rules from an instrumenting class
   * loader can be used by code of another class loader.
   */
  public static Map<String, Supplier<Object>> byName() {
    Map<String, Supplier<Object>> rules = new LinkedHashMap<>();
    all().forEach(rule -> rules.put(rule.name(), rule.operation()));
    return rules;
  }

  /** Returns all rules. */
  public static List<HotRule> all() {
    List<HotRule> rules = new ArrayList<>(BridgeHotRules.all());
    for (WebhookSample sample : WebhookSample.all()) {
      byte[] body = Json.write(sample.body());
      rules.add(new HotRule("parse." + sample.name(), () -> PARSER.parse(raw(body))));
    }
    rules.addAll(deduplicate());
    rules.addAll(merge());
    rules.addAll(OutboxHotRuleCatalog.all());
    rules.addAll(serdes());
    return rules;
  }

  private static List<HotRule> deduplicate() {
    ResolvedWebhookFact message = resolved(parsed("text"));
    ResolvedWebhookFact other = resolved(parsed("contact"));
    long window = Duration.ofDays(3).toMillis();
    OrderedByteStore none = facts(null);
    FactDeduplicator first = new FactDeduplicator(none, none, window);
    byte[] seen = first.decide(message).message().encode();
    FactDeduplicator again = new FactDeduplicator(none, facts(seen), window);
    return List.of(
        new HotRule("dedup.new", () -> first.decide(message)),
        new HotRule("dedup.repeated", () -> again.decide(message)),
        // The key of a fact that is no message is made of its content.
        new HotRule("dedup.other", () -> first.decide(other)));
  }

  private static OrderedByteStore facts(byte[] found) {
    return new OrderedByteStore() {
      @Override
      public byte[] get(byte[] key) {
        return found;
      }

      @Override
      public void put(byte[] key, byte[] value) {
        // Only the rule is measured, not the store.
      }

      @Override
      public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private static List<HotRule> merge() {
    MessageArrivalFact sent = (MessageArrivalFact) parsed("sent");
    MessageArrivalFact text = (MessageArrivalFact) parsed("text");
    MessageEditFact edit = (MessageEditFact) parsed("edit");
    MessageStatusFact read = (MessageStatusFact) parsed("status-read");
    MessageArrivalFact reaction = (MessageArrivalFact) parsed("reaction");
    MessageState known = after(MessageStateMerger.arrive(unknown(), sent, NOON));
    MessageState knownText = after(MessageStateMerger.arrive(unknown(), text, NOON));
    MessageState seen = known(read, known);
    byte[] encoded = known.encode();
    MessageMergeResult.ChangedMessage arrived =
        changed(MessageStateMerger.arrive(unknown(), text, NOON));
    MessageMergeResult.ChangedMessage reached =
        changed(MessageStateMerger.report(MessageState.decode(encoded), read, NOON));
    return List.of(
        new HotRule("merge.arrive", () -> MessageStateMerger.arrive(unknown(), text, NOON)),
        new HotRule("merge.status", () -> MessageStateMerger.report(known, read, NOON)),
        new HotRule("merge.regression", () -> MessageStateMerger.report(seen, read, NOON)),
        new HotRule("merge.edit", () -> MessageStateMerger.edit(knownText, edit, NOON)),
        new HotRule(
            "merge.reaction",
            () ->
                MessageStateMerger.react(
                    known, reaction.envelope(), reaction.body().reaction(), TENANT, NOON)),
        new HotRule("merge.record-arrived", () -> arrived.toRecord()),
        new HotRule("merge.record-status", () -> reached.toRecord()),
        new HotRule("state.encode", known::encode),
        new HotRule("state.decode", () -> MessageState.decode(encoded)));
  }

  private static MessageState unknown() {
    return MessageState.unknown(TENANT, MessageFactTimes.NONE);
  }

  private static MessageState known(MessageStatusFact status, MessageState before) {
    MessageState after = after(MessageStateMerger.report(before, status, NOON));
    if (after.status() != MessageStatus.READ) {
      throw new IllegalStateException("the sample says something else: " + after.status());
    }
    return after;
  }

  private static List<HotRule> serdes() {
    MessageArrivalFact text = (MessageArrivalFact) parsed("text");
    MessageEvent event = changed(MessageStateMerger.arrive(unknown(), text, NOON)).event();
    SendMessageCommand command = command();
    InstanceBinding binding =
        new InstanceBinding(
            InstanceBinding.VERSION,
            INSTANCE,
            TENANT,
            "0d9b3c52-6a1f-4f0e-9a57-2f1c1e7c9b11",
            null,
            List.of("http://127.0.0.1:8081"),
            "acme",
            10,
            false,
            false,
            null,
            NOON,
            "key-1");
    byte[] eventBytes = Json.write(event);
    byte[] commandBytes = Json.write(command);
    byte[] bindingBytes = Json.write(binding);
    return List.of(
        new HotRule("serdes.message-event.write", () -> Json.write(event)),
        new HotRule("serdes.message-event.read", () -> read(eventBytes, MessageEvent.class)),
        new HotRule("serdes.command.write", () -> Json.write(command)),
        new HotRule("serdes.command.read", () -> read(commandBytes, OutboxCommand.class)),
        new HotRule("serdes.binding.read", () -> read(bindingBytes, InstanceBinding.class)));
  }

  private static SendMessageCommand command() {
    String id = "m7-0123456789abcdef0123456789abcdef";
    return new SendMessageCommand(
        SendMessageCommand.VERSION,
        id,
        null,
        TENANT,
        "key-1",
        INSTANCE,
        "acme",
        "5521988887777",
        "Olá, a sua encomenda está a caminho!",
        new OutboundMessageContent.TextContent(),
        NOON,
        null,
        Lane.NORMAL,
        0,
        null,
        null,
        null,
        null,
        null,
        "fedcba9876543210",
        "0123456789abcdef0123456789abcdef");
  }

  private static RawWebhook raw(byte[] body) {
    return new RawWebhook(INSTANCE.text(), body, NOON, "0123456789abcdef0123456789abcdef", null);
  }

  private static WebhookFact parsed(String sample) {
    WebhookParseResult result = PARSER.parse(raw(WebhookSample.bytes(sample)));
    return ((WebhookParseResult.ParsedFacts) result).events().get(0);
  }

  private static ResolvedWebhookFact resolved(WebhookFact event) {
    return new ResolvedWebhookFact(
        new RecordOrigin(INSTANCE.text(), "whatsapp-webhook", 0, 0, NOON, Map.of(), new byte[0]),
        0,
        TENANT,
        event);
  }

  private static MessageState after(MessageMergeResult merge) {
    return changed(merge).state();
  }

  private static MessageMergeResult.ChangedMessage changed(MessageMergeResult merge) {
    return (MessageMergeResult.ChangedMessage) merge;
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    try {
      return Json.read(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
