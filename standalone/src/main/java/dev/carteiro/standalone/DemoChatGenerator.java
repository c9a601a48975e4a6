// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.runtime.lifecycle.DaemonThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates the demo's conversations: a contact writes every 3 s, and a company answers every
 * fourth message through the bridge.
 */
final class DemoChatGenerator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoChatGenerator.class);
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final int ANSWER_EVERY = 4;
  private static final long SEED = 7;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreadFactory("demo-chat"));
  private final Random random = new Random(SEED);
  private final EvolutionFakeServer fake;
  private final String bridge;
  private final Map<String, String> keys;
  private int turn;

  /**
   * Creates the generator; {@link #start} begins the conversations.
   *
   * @param keys API keys with the role sender, by company
   */
  DemoChatGenerator(EvolutionFakeServer fake, String bridge, Map<String, String> keys) {
    this.fake = fake;
    this.bridge = bridge;
    this.keys = keys;
  }

  void start() {
    executor.scheduleWithFixedDelay(this::speak, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets one contact write, and the company answer if it is its turn. */
  private void speak() {
    try {
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
    } catch (CommandFailedException e) {
      LOG.warn("the demo's company could not answer: {}", e.getMessage());
    } catch (RuntimeException e) {
      // An exception would end the conversations: the executor drops a task that throws.
      LOG.error("a turn of the demo failed", e);
    }
  }

  private void answer(DemoCompanies.DemoCompany company, String instance, String contact) {
    new BridgeClient(URI.create(bridge), keys.get(company.id()))
        .post(
            "/api/whatsapp/send-message",
            JsonNodeFactory.instance
                .objectNode()
                .put("instanceName", instance)
                .put("phoneNumber", contact)
                .put("message", any(company.answers())));
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
