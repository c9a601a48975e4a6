// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Generates the demo's chats: a contact writes after each pause, a company answers every fourth.
 */
final class DemoChatGenerator implements AutoCloseable {
  private static final int ANSWER_EVERY = 4;
  private static final long SEED = 7;

  private final PeriodicTask task;
  private final Random random = new Random(SEED);
  private final EvolutionFakeServer fake;
  private final Map<String, BridgeClient> bridges;
  private int turn;

  /** The keys have the role sender, by company; the pause lies between two messages of contacts. */
  DemoChatGenerator(
      EvolutionFakeServer fake, String bridge, Map<String, String> keys, Duration pause) {
    this.fake = fake;
    this.bridges =
        keys.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    key -> new BridgeClient(URI.create(bridge), key.getValue())));
    this.task = new PeriodicTask("demo-chat", pause, this::speak);
  }

  void start() {
    task.start();
  }

  private void speak() {
    DemoCompanies.DemoCompany company = any(DemoCompanies.COMPANIES);
    String instance = any(company.instances());
    if (!"open".equals(fake.instances().get(instance))) {
      return;
    }
    String contact = company.contact(instance, random.nextInt(100));
    fake.contactSays(instance, contact, any(company.questions()));
    if (++turn % ANSWER_EVERY == 0) {
      answer(company, instance, contact);
    }
  }

  private void answer(DemoCompanies.DemoCompany company, String instance, String contact) {
    bridges
        .get(company.id())
        .post(
            "/api/whatsapp/send-message",
            BridgeClient.body(
                "instanceName",
                instance,
                "phoneNumber",
                contact,
                "message",
                any(company.answers())));
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  @Override
  public void close() {
    task.closeNow();
  }
}
