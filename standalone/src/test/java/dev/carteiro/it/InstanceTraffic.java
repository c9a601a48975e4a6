// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.it.WebhookBodies.SampleMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The endless webhooks of one instance, drawn from a seed: messages both ways with their statuses,
 * edits, deletions and reactions, which overtake each other and their message, and which come more
 * than once; other events; connection changes; now and then something poisonous. One thread at a
 * time posts them, holding {@link #lock}.
 */
final class InstanceTraffic {
  private static final List<String> PATHS =
      List.of(
          "/webhooks/evolution",
          "/webhooks/whatsapp",
          "/api/webhooks/evolution/",
          "/api/chat/webhook/evolution");
  private static final Map<MessageStatus, List<JsonNode>> WORDS =
      Map.of(
          MessageStatus.PENDING, List.of(TextNode.valueOf("PENDING"), IntNode.valueOf(1)),
          MessageStatus.SERVER_ACK,
              List.of(TextNode.valueOf("SERVER_ACK"), TextNode.valueOf("SENT"), IntNode.valueOf(2)),
          MessageStatus.ERROR,
              List.of(TextNode.valueOf("ERROR"), TextNode.valueOf("FAILED"), IntNode.valueOf(0)),
          MessageStatus.DELIVERY_ACK,
              List.of(
                  TextNode.valueOf("DELIVERY_ACK"),
                  TextNode.valueOf("DELIVERED"),
                  IntNode.valueOf(3)),
          MessageStatus.READ, List.of(TextNode.valueOf("READ"), IntNode.valueOf(4)),
          MessageStatus.PLAYED, List.of(TextNode.valueOf("PLAYED"), IntNode.valueOf(5)));
  private static final List<String> STATES = List.of("connecting", "open", "close");

  /** What is due at a turn; among equals, what was planned first. */
  private record PlannedDelivery(long turn, long number, WebhookDelivery delivery) {}

  /**
   * @param delivery to be posted until it is acknowledged
   * @param alsoGlobally whether Evolution's global webhook sends the same at the same time
   */
  record TrafficTurn(WebhookDelivery delivery, boolean alsoGlobally) {}

  final ReentrantLock lock = new ReentrantLock();
  private final String name;
  private final String evolutionInstanceId;
  private final boolean poisonous;
  private final WebhookBodies webhooks;
  private final Random random;
  private final Instant start;
  private final PriorityQueue<PlannedDelivery> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(PlannedDelivery::turn)
              .thenComparingLong(PlannedDelivery::number));
  private final List<SampleMessage> said = new ArrayList<>();
  private final List<SampleMessage> beforeTheMove = new ArrayList<>();
  private volatile String tenant;
  private long turn;
  private long planned;
  private long ticks;
  private int connections;

  /**
   * @param tenant who owns it, or will once it is registered; null when it never will be
   * @param poisonous whether its traffic holds what must become dead letters
   */
  InstanceTraffic(String name, String tenant, boolean poisonous, long seed, Instant start) {
    this.name = name;
    this.tenant = tenant;
    this.poisonous = poisonous;
    this.random = new Random(seed);
    this.start = start;
    this.evolutionInstanceId = new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    this.webhooks =
        new WebhookBodies(name, evolutionInstanceId, "tok-" + Long.toHexString(random.nextLong()));
  }

  String name() {
    return name;
  }

  String tenant() {
    return tenant;
  }

  /** Its binding, which names Evolution's id of the instance: another id's data is not believed. */
  Map<String, Object> binding() {
    return Map.of("tenantId", tenant, "evolutionInstanceId", evolutionInstanceId);
  }

  /** What comes next; never ends. */
  TrafficTurn next() {
    turn++;
    while (queue.isEmpty() || queue.peek().turn() > turn) {
      plan();
    }
    return new TrafficTurn(queue.remove().delivery(), random.nextInt(100) < 8);
  }

  /** What was planned and not yet drawn; then a pause may begin. */
  List<WebhookDelivery> rest() {
    List<WebhookDelivery> rest = new ArrayList<>();
    while (!queue.isEmpty()) {
      rest.add(queue.remove().delivery());
    }
    return rest;
  }

  /** One more message, and nothing about it. */
  WebhookDelivery marker() {
    SampleMessage saying = saying(false);
    return delivery(
        webhooks.message("messages.upsert", saying, null, false),
        fact(saying, MessageStatus.DELIVERY_ACK));
  }

  /**
   * From now on everything new belongs to another tenant; what was said before is still reported
   * on.
   */
  void moveTo(String newTenant) {
    beforeTheMove.addAll(said);
    said.clear();
    tenant = newTenant;
  }

  private void plan() {
    int dice = random.nextInt(100);
    if (dice < 38) {
      incoming();
    } else if (dice < 68) {
      outgoing();
    } else if (dice < 78) {
      reaction();
    } else if (dice < 90) {
      other();
    } else if (dice < 93) {
      connection();
    } else if (dice < 96) {
      lateWordOnTheFormerOwnersMessages();
    } else {
      poison();
    }
  }

  private void incoming() {
    SampleMessage saying = saying(false);
    GeneratedFact fact = fact(saying, MessageStatus.DELIVERY_ACK);
    String word = chance(50) ? "DELIVERY_ACK" : null;
    soon(3, webhooks.message("messages.upsert", saying, word, false), fact);
    if (chance(20)) {
      soon(30, webhooks.message("messages.upsert", saying, word, false), fact);
    }
    if (chance(10)) {
      soon(30, webhooks.message("messages.upsert", saying, word, true), fact);
    }
    if (chance(20)) {
      report(saying, MessageStatus.READ, 6);
    }
    edits(saying);
    deletion(saying);
  }

  private void outgoing() {
    SampleMessage saying = saying(true);
    soon(
        3,
        webhooks.message("send.message", saying, chance(80) ? "PENDING" : null, false),
        fact(saying, MessageStatus.PENDING));
    if (chance(70)) {
      GeneratedFact echo = fact(saying, MessageStatus.SERVER_ACK);
      soon(6, webhooks.message("messages.upsert", saying, "SERVER_ACK", chance(20)), echo);
    }
    for (MessageStatus status : MessageStatus.values()) {
      boolean rare = status == MessageStatus.ERROR || status == MessageStatus.PLAYED;
      if (chance(rare ? 8 : 60)) {
        report(saying, status, 10);
      }
      if (chance(rare ? 2 : 15)) {
        report(saying, status, 40);
      }
    }
    edits(saying);
    deletion(saying);
  }

  private void edits(SampleMessage saying) {
    if (!chance(12)) {
      return;
    }
    Instant at = tick();
    String text = saying.text() + " (corrected)";
    soon(
        8,
        webhooks.edited(saying.id(), saying.phone(), text, at, at),
        new GeneratedFact.GeneratedEdit(saying.id(), text, 1));
    if (chance(50)) {
      soon(
          8,
          webhooks.editedAgain(saying.id(), saying.phone(), text, at),
          new GeneratedFact.GeneratedEdit(saying.id(), text, 1));
    } else if (chance(50)) {
      Instant later = tick();
      String newer = saying.text() + " (corrected again)";
      soon(
          8,
          webhooks.edited(saying.id(), saying.phone(), newer, later, later),
          new GeneratedFact.GeneratedEdit(saying.id(), newer, 2));
    }
  }

  private void deletion(SampleMessage saying) {
    if (chance(6)) {
      soon(
          12,
          webhooks.deleted(saying.id(), saying.phone(), tick()),
          new GeneratedFact.GeneratedDeletion(saying.id()));
      if (chance(50)) {
        soon(
            12,
            webhooks.revoked(saying.id(), saying.phone(), tick()),
            new GeneratedFact.GeneratedDeletion(saying.id()));
      }
    }
  }

  private void reaction() {
    if (said.isEmpty()) {
      return;
    }
    SampleMessage target = said.get(random.nextInt(said.size()));
    // Nobody reacts twice to one message: which of two reactions counts is a unit test's business.
    said.remove(target);
    SampleMessage saying =
        new SampleMessage(id(), target.phone(), target.lid(), false, "👍", tick());
    GeneratedFact.GeneratedMessage message =
        new GeneratedFact.GeneratedMessage(
            saying.id(),
            saying.phone(),
            saying.lid(),
            false,
            saying.text(),
            MessageStatus.DELIVERY_ACK);
    JsonNode body = webhooks.reaction(saying, target.id(), "👍");
    soon(5, body, new GeneratedFact.GeneratedReaction(message, target.id(), "👍"));
    if (chance(20)) {
      soon(20, body, new GeneratedFact.GeneratedReaction(message, target.id(), "👍"));
    }
  }

  private void other() {
    String jid =
        "55"
            + (31_000_000_000L + Math.floorMod(name.hashCode(), 1_000) * 10_000_000L + planned)
            + "@s.whatsapp.net";
    boolean contact = chance(60);
    JsonNode body = contact ? webhooks.contact(jid, tick()) : webhooks.chat(jid, tick());
    GeneratedFact fact =
        new GeneratedFact.GeneratedEvent(contact ? "contacts.update" : "chats.upsert", jid);
    soon(4, body, fact);
    if (chance(20)) {
      soon(20, body, fact);
    }
  }

  /** In their order: what becomes of overtaken ones is a unit test's business. */
  private void connection() {
    String state = STATES.get(connections % STATES.size());
    connections++;
    JsonNode body = webhooks.connection(state, 200, tick());
    GeneratedFact fact = new GeneratedFact.GeneratedConnection(state, connections);
    soon(0, body, fact);
    if (chance(30)) {
      soon(10, body, fact);
    }
  }

  private void lateWordOnTheFormerOwnersMessages() {
    if (!beforeTheMove.isEmpty()) {
      SampleMessage saying = beforeTheMove.get(random.nextInt(beforeTheMove.size()));
      report(saying, MessageStatus.READ, 5);
      soon(
          5,
          webhooks.message("messages.upsert", saying, "DELIVERY_ACK", false),
          fact(saying, MessageStatus.DELIVERY_ACK));
    }
  }

  private void poison() {
    if (!poisonous) {
      return;
    }
    String token = "poison-" + id();
    if (chance(50)) {
      String truncated =
          "{\"event\":\"messages.upsert\",\"instance\":\""
              + name
              + "\",\"data\":{\"note\":\""
              + token;
      add(
          2,
          truncated.getBytes(StandardCharsets.UTF_8),
          new GeneratedFact.GeneratedPoison(token, DeadLetter.Reason.NOT_JSON));
    } else {
      WebhookBodies foreign =
          new WebhookBodies(name, "00000000-0000-4000-8000-00000000f00d", "tok-of-another");
      SampleMessage saying =
          new SampleMessage(
              token, "5521900000000@s.whatsapp.net", "1@lid", false, "not theirs", tick());
      soon(
          2,
          foreign.message("messages.upsert", saying, null, false),
          new GeneratedFact.GeneratedPoison(token, DeadLetter.Reason.INSTANCE_ID_MISMATCH));
    }
  }

  private void report(SampleMessage saying, MessageStatus status, int within) {
    List<JsonNode> words = WORDS.get(status);
    JsonNode word = words.get(random.nextInt(words.size()));
    String jid = chance(20) ? saying.lid() : saying.phone();
    soon(
        within,
        webhooks.status(saying.id(), jid, word, tick()),
        new GeneratedFact.GeneratedStatus(saying.id(), status));
  }

  private SampleMessage saying(boolean fromMe) {
    int person = random.nextInt(20);
    SampleMessage saying =
        new SampleMessage(
            id(),
            "55219000000%02d@s.whatsapp.net".formatted(person),
            "2070000000%02d@lid".formatted(person),
            fromMe,
            "message " + planned + " of " + name,
            tick());
    said.add(saying);
    if (said.size() > 50) {
      said.remove(0);
    }
    return saying;
  }

  private static GeneratedFact.GeneratedMessage fact(SampleMessage saying, MessageStatus status) {
    return new GeneratedFact.GeneratedMessage(
        saying.id(), saying.phone(), saying.lid(), saying.fromMe(), saying.text(), status);
  }

  private void soon(int within, JsonNode body, GeneratedFact fact) {
    add(within, Json.write(body), fact);
  }

  private void add(int within, byte[] body, GeneratedFact fact) {
    WebhookDelivery delivery =
        new WebhookDelivery(name, tenant, PATHS.get(random.nextInt(PATHS.size())), body, fact);
    queue.add(
        new PlannedDelivery(
            turn + (within == 0 ? 0 : random.nextInt(within + 1)), planned++, delivery));
  }

  private WebhookDelivery delivery(JsonNode body, GeneratedFact fact) {
    return new WebhookDelivery(name, tenant, PATHS.get(0), Json.write(body), fact);
  }

  private Instant tick() {
    return start.plusMillis(10 * ticks++);
  }

  private String id() {
    return "3EB0%016X".formatted(random.nextLong());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** The same delivery as the global webhook brings it. */
  static Optional<WebhookDelivery> globalCopy(WebhookDelivery delivery) {
    if (delivery.fact() instanceof GeneratedFact.GeneratedPoison) {
      return Optional.empty();
    }
    try {
      byte[] body = WebhookBodies.globalCopy(Json.mapper().readTree(delivery.body()));
      return Optional.of(
          new WebhookDelivery(
              delivery.instance(), delivery.tenant(), PATHS.get(1), body, delivery.fact()));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
