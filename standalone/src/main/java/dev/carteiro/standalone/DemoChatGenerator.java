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

/** Generates the demo's chats: a contact writes every 3 s, a company answers every fourth. */
final class DemoChatGenerator implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final int ANSWER_EVERY = 4;
  private static final long SEED = 7;

  private final PeriodicTask task = new PeriodicTask("demo-chat", PAUSE, this::speak);
  private final Random random = new Random(SEED);
  private final EvolutionFakeServer fake;
  private final String bridge;
  private final Map<String, String> keys;
  private int turn;

  /** The keys have the role sender, by company. */
  DemoChatGenerator(EvolutionFakeServer fake, String bridge, Map<String, String> keys) {
    this.fake = fake;
    this.bridge = bridge;
    this.keys = keys;
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
    new BridgeClient(URI.create(bridge), keys.get(company.id()))
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
