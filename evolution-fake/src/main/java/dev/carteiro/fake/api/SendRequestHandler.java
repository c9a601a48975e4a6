// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.faults.SimulatedResponse;
import dev.carteiro.fake.whatsapp.ContactAddressingMode;
import dev.carteiro.fake.whatsapp.DelayTimer;
import dev.carteiro.fake.whatsapp.EvolutionIdGenerator;
import dev.carteiro.fake.whatsapp.EvolutionJidFactory;
import dev.carteiro.fake.whatsapp.FakeEventName;
import dev.carteiro.fake.whatsapp.FakeInstance;
import dev.carteiro.fake.whatsapp.InstanceWebhookPublisher;
import dev.carteiro.fake.whatsapp.MessageEventDataFactory;
import dev.carteiro.fake.whatsapp.MessageStatusSimulator;
import dev.carteiro.fake.whatsapp.OutgoingContentFactory;
import dev.carteiro.fake.whatsapp.OutgoingMessageContent;
import dev.carteiro.fake.whatsapp.OutgoingMessageKind;
import dev.carteiro.fake.whatsapp.RequestSchemaValidator;
import dev.carteiro.fake.whatsapp.WhatsAppNetworkSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The endpoints that send messages, and the webhooks that follow a send. */
public final class SendRequestHandler {
  private static final int FIRST_MINOR_WITH_IDS = 4;

  private final EvolutionFakeSettings settings;
  private final DelayTimer timer;
  private final WhatsAppNetworkSimulator whatsApp;
  private final InstanceWebhookPublisher webhooks;
  private final MessageStatusSimulator receipts;
  private final InstanceFaultSelector faults;
  private final OutgoingContentFactory contents;
  private final MessageEventDataFactory data;
  private final Supplier<ContactAddressingMode> addressing;

  public SendRequestHandler(
      EvolutionFakeSettings settings,
      Clock clock,
      DelayTimer timer,
      WhatsAppNetworkSimulator whatsApp,
      InstanceWebhookPublisher webhooks,
      MessageStatusSimulator receipts,
      InstanceFaultSelector faults,
      Supplier<ContactAddressingMode> addressing) {
    this.settings = settings;
    this.timer = timer;
    this.whatsApp = whatsApp;
    this.webhooks = webhooks;
    this.receipts = receipts;
    this.faults = faults;
    this.contents = new OutgoingContentFactory(clock);
    this.data = new MessageEventDataFactory(clock);
    this.addressing = addressing;
  }

  /**
   * Sends a message, unless the request is invalid or a fault prevents it.
   *
   * @param alive whether the server has not gone offline since the request came; otherwise the
   *     message is not sent
   */
  CompletableFuture<SimulatedResponse> send(
      OutgoingMessageKind kind, FakeApiRequest call, Supplier<Boolean> alive) {
    Optional<SimulatedResponse> refusal = kind.refusal(call.body());
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    InstanceFaultSelector.SelectedSendFault meeting = faults.meet(call.instance());
    SendFault fault = isPoison(call.body()) ? SendFault.REFUSED_AFTER : meeting.fault();
    call.met(fault);
    CompletableFuture<SimulatedResponse> answer = new CompletableFuture<>();
    Duration wait = meeting.latency().plus(typing(call.body()));
    later(
        wait,
        answer,
        () ->
            alive.get()
                ? sendNow(kind, call, fault)
                : new SimulatedResponse.ConnectionResetResponse());
    return answer;
  }

  /** Handles {@code sendPresence}; responds when the presence has been shown for its time. */
  CompletableFuture<SimulatedResponse> presence(FakeApiRequest call) {
    Optional<SimulatedResponse> refusal =
        new RequestSchemaValidator(call.body())
            .requires("number", "presence", "delay")
            .number()
            .numeric("delay")
            .refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    String jid = EvolutionJidFactory.of(call.body().path("number").asText());
    SimulatedResponse refused =
        cannotSend(call.instance(), jid, call.body().path("number").asText());
    if (refused != null) {
      return CompletableFuture.completedFuture(refused);
    }
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.set("presence", call.body().path("presence"));
    CompletableFuture<SimulatedResponse> answer = new CompletableFuture<>();
    later(typing(call.body()), answer, () -> SimulatedResponse.of(201, shown));
    return answer;
  }

  private SimulatedResponse sendNow(
      OutgoingMessageKind kind, FakeApiRequest call, SendFault fault) {
    FakeInstance instance = call.instance();
    if (!kind.isAvailableOn(instance)) {
      return SimulatedResponse.error(400, "Method not available on Evolution Channel");
    }
    String number = kind.recipient(call.body());
    String jid =
        instance.integration().equals(FakeInstance.EVOLUTION)
            ? number
            : EvolutionJidFactory.of(number);
    SimulatedResponse refused = fault.delivers() ? cannotSend(instance, jid, number) : null;
    if (refused != null) {
      call.met(SendFault.NONE);
      return refused;
    }
    if (!fault.delivers()) {
      return fault.answer(null);
    }
    String id = providerId(call.body());
    OutgoingMessageContent content = kind.content(contents, call.body());
    boolean arrived = whatsApp.deliver(instance, jid, kind, content, id, call.id());
    if (arrived) {
      call.delivered(id);
    }
    ObjectNode sent = data.sent(instance, jid, id, content);
    if (fault.echoes()) {
      webhooks.emit(instance, FakeEventName.SENT, sent);
      if (arrived && instance.integration().equals(FakeInstance.BAILEYS)) {
        receipts.follow(instance, jid, addressing.get().chat(jid), id);
      }
    }
    return fault.answer(SimulatedResponse.of(201, sent));
  }

  /**
   * Returns the error response if the instance is not open or the recipient is not on WhatsApp;
   * otherwise null.
   */
  private SimulatedResponse cannotSend(FakeInstance instance, String jid, String number) {
    if (!instance.isOpen()) {
      return SimulatedResponse.error(400, "Error: Connection Closed");
    }
    if (whatsApp.exists(jid)) {
      return null;
    }
    ObjectNode absent = JsonNodeFactory.instance.objectNode();
    absent.put("jid", jid).put("exists", false).put("number", number);
    return SimulatedResponse.error(400, JsonNodeFactory.instance.arrayNode().add(absent));
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
        : EvolutionIdGenerator.outgoing();
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

  private void later(
      Duration wait,
      CompletableFuture<SimulatedResponse> answer,
      Supplier<SimulatedResponse> work) {
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
