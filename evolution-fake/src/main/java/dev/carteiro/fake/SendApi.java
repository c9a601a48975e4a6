// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.FakeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The endpoints that send messages, and the webhooks that follow a send. */
final class SendApi {
  private static final int FIRST_MINOR_WITH_IDS = 4;

  private final FakeSettings settings;
  private final Timer timer;
  private final WhatsApp whatsApp;
  private final Webhooks webhooks;
  private final Receipts receipts;
  private final FaultSwitches faults;
  private final Contents contents;
  private final MessageData data;
  private final Supplier<Addressing> addressing;

  SendApi(
      FakeSettings settings,
      Clock clock,
      Timer timer,
      WhatsApp whatsApp,
      Webhooks webhooks,
      Receipts receipts,
      FaultSwitches faults,
      Supplier<Addressing> addressing) {
    this.settings = settings;
    this.timer = timer;
    this.whatsApp = whatsApp;
    this.webhooks = webhooks;
    this.receipts = receipts;
    this.faults = faults;
    this.contents = new Contents(clock);
    this.data = new MessageData(clock);
    this.addressing = addressing;
  }

  /**
   * Sends a message, unless the request is invalid or a fault prevents it.
   *
   * @param alive whether the server has not gone offline since the request came; otherwise the
   *     message is not sent
   */
  CompletableFuture<Answer> send(SendKind kind, Call call, Supplier<Boolean> alive) {
    Optional<Answer> refusal = kind.refusal(call.body());
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    FaultSwitches.Meeting meeting = faults.meet(call.instance());
    Fault fault = isPoison(call.body()) ? Fault.REFUSED_AFTER : meeting.fault();
    call.met(fault);
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Duration wait = meeting.latency().plus(typing(call.body()));
    later(wait, answer, () -> alive.get() ? sendNow(kind, call, fault) : new Answer.Reset());
    return answer;
  }

  /** Handles {@code sendPresence}; responds when the presence has been shown for its time. */
  CompletableFuture<Answer> presence(Call call) {
    Optional<Answer> refusal =
        new Schema(call.body())
            .requires("number", "presence", "delay")
            .number()
            .numeric("delay")
            .refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    String jid = Jids.of(call.body().path("number").asText());
    Answer refused = cannotSend(call.instance(), jid, call.body().path("number").asText());
    if (refused != null) {
      return CompletableFuture.completedFuture(refused);
    }
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.set("presence", call.body().path("presence"));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    later(typing(call.body()), answer, () -> Answer.of(201, shown));
    return answer;
  }

  private Answer sendNow(SendKind kind, Call call, Fault fault) {
    Instance instance = call.instance();
    if (!kind.isAvailableOn(instance)) {
      return Answer.error(400, "Method not available on Evolution Channel");
    }
    String number = kind.recipient(call.body());
    String jid = instance.integration().equals(Instance.EVOLUTION) ? number : Jids.of(number);
    Answer refused = fault.delivers() ? cannotSend(instance, jid, number) : null;
    if (refused != null) {
      call.met(Fault.NONE);
      return refused;
    }
    if (!fault.delivers()) {
      return fault.answer(null);
    }
    String id = providerId(call.body());
    Content content = kind.content(contents, call.body());
    boolean arrived = whatsApp.deliver(instance, jid, kind, content, id, call.id());
    if (arrived) {
      call.delivered(id);
    }
    ObjectNode sent = data.sent(instance, jid, id, content);
    if (fault.echoes()) {
      webhooks.emit(instance, Events.SENT, sent);
      if (arrived && instance.integration().equals(Instance.BAILEYS)) {
        receipts.follow(instance, jid, addressing.get().chat(jid), id);
      }
    }
    return fault.answer(Answer.of(201, sent));
  }

  /**
   * Returns the error response if the instance is not open or the recipient is not on WhatsApp;
   * otherwise null.
   */
  private Answer cannotSend(Instance instance, String jid, String number) {
    if (!instance.isOpen()) {
      return Answer.error(400, "Error: Connection Closed");
    }
    if (whatsApp.exists(jid)) {
      return null;
    }
    ObjectNode absent = JsonNodeFactory.instance.objectNode();
    absent.put("jid", jid).put("exists", false).put("number", number);
    return Answer.error(400, JsonNodeFactory.instance.arrayNode().add(absent));
  }

  private String providerId(JsonNode request) {
    String[] version = settings.version().split("\\.");
    boolean takesIds =
        version.length > 1
            && Integer.parseInt(version[0]) >= 2
            && (Integer.parseInt(version[0]) > 2
                || Integer.parseInt(version[1]) >= FIRST_MINOR_WITH_IDS);
    return takesIds && request.path("messageId").isTextual()
        ? request.path("messageId").asText()
        : Ids.outgoing();
  }

  private Duration typing(JsonNode request) {
    return settings.scaled(Duration.ofMillis(Math.max(0, request.path("delay").asLong(0))));
  }

  /**
   * Returns whether the text contains a NUL, which PostgreSQL cannot store: Evolution fails after
   * it has sent.
   */
  private static boolean isPoison(JsonNode request) {
    return request.path("text").asText("").indexOf('\0') >= 0;
  }

  private void later(Duration wait, CompletableFuture<Answer> answer, Supplier<Answer> work) {
    Runnable act =
        () -> {
          try {
            answer.complete(work.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        };
    if (wait.isZero()) {
      act.run();
    } else {
      timer.after(wait, act);
    }
  }
}
