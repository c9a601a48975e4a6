// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.config.Environment;
import dev.carteiro.fake.EvolutionFakeRole;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.runtime.lifecycle.ProcessRole;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.sender.SenderSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The demo of {@code up --demo} as a role: a fake Evolution server, companies with numbers on it,
 * and contacts that write and read. A second start finds what the first one created.
 */
final class DemoRole implements ProcessRole {
  /** The pause between two messages of contacts that people can follow. */
  static final Duration CHAT_PAUSE = Duration.ofSeconds(3);

  private static final String FIRST_MESSAGE =
      "{\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\",\"message\":\"Olá!\"}";

  private final EvolutionFakeRole evolution;
  private final URI webhooks;
  private final Duration chatPause;
  private volatile DemoChatGenerator chat;

  /** The environment is one of {@link #under}; the pause lies between two messages of contacts. */
  DemoRole(Environment given, Duration chatPause) {
    EvolutionFakeSettings settings = given.bind(EvolutionFakeSettings.class);
    this.evolution = new EvolutionFakeRole(settings);
    this.webhooks = URI.create(settings.webhookUrl().orElseThrow());
    this.chatPause = chatPause;
  }

  /** Adds the demo's credentials, the bridge's URL for webhooks, and full read receipts. */
  static Environment under(Environment given) {
    Map<String, String> credentials = new HashMap<>(given.bind(SenderSettings.class).credentials());
    DemoCompanies.COMPANIES.stream()
        .flatMap(company -> company.instances().stream())
        .forEach(
            instance ->
                credentials.put(DemoCompanies.credential(instance), DemoCompanies.token(instance)));
    Map<String, String> more = new HashMap<>();
    more.put(
        "SENDER_CREDENTIALS",
        credentials.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n")));
    if (!given.has("FAKE_WEBHOOK_URL")) {
      more.put("FAKE_WEBHOOK_URL", webhookUrl(given));
    }
    if (!given.has("FAKE_READ_PERCENT")) {
      // Whoever tries it out sees every status of the first message.
      more.put("FAKE_READ_PERCENT", "100");
    }
    return given.with(more);
  }

  private static String webhookUrl(Environment given) {
    BridgeSettings bridge = given.bind(BridgeSettings.class);
    List<String> secrets = bridge.secretPaths();
    return bridge.http().localUrl()
        + "/webhooks/evolution"
        + (secrets.isEmpty() ? "" : "/" + secrets.get(0));
  }

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public void start() {
    evolution.start();
    for (DemoCompanies.DemoCompany company : DemoCompanies.COMPANIES) {
      for (String instance : company.instances()) {
        evolution
            .fake()
            .addInstance(instance, DemoCompanies.token(instance), DemoCompanies.ownJid(instance));
      }
    }
  }

  /** Registers the companies, runs the scenarios at the first start, and starts the chats. */
  void begin(String bridge, StandaloneServices services, PrintWriter out) {
    EvolutionFakeServer fake = evolution.fake();
    DemoCompanyRegistrar setup = new DemoCompanyRegistrar(bridge, services, fake.url());
    try {
      Map<String, String> keys = setup.register();
      DemoCompanies.COMPANIES.forEach(company -> company.instances().forEach(fake::connect));
      if (setup.isFirst()) {
        new DemoScenarioRunner(fake, bridge, webhooks, keys).play();
      }
      chat = new DemoChatGenerator(fake, bridge, keys, chatPause);
      chat.start();
      print(out, bridge, fake.url(), keys);
    } catch (CommandFailedException e) {
      out.println("The demo could not begin: " + e.getMessage());
      out.flush();
    }
  }

  /** Prints the demo's numbers and keys, and the commands to try first. */
  private static void print(
      PrintWriter out, String bridge, String evolution, Map<String, String> keys) {
    out.println();
    out.println("The demo plays: contacts write, companies answer. No WhatsApp is touched.");
    DemoCompanies.COMPANIES.forEach(
        company ->
            out.printf(
                "  %-8s numbers %s, sender key %s%n",
                company.id(), String.join(" and ", company.instances()), keys.get(company.id())));
    out.println("  Send a message:");
    out.printf(
        "    curl -sS %s/api/whatsapp/send-message -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s'%n",
        bridge, keys.get("padaria"), FIRST_MESSAGE);
    out.println("  What became of it:");
    out.println(
        "    ./carteiro query \"select id, instance, status, accepted_at, sent_at, delivered_at, read_at from"
            + " whatsapp_message_log order by created_at desc limit 5\"");
    out.println("  The conversations:");
    out.println(
        "    ./carteiro query \"select tenant_id, instance, push_name, text, status from messages limit 20\"");
    out.println("  What really arrived:");
    out.println("    curl -sS " + evolution + "/fake/delivered");
    out.println("  Break something, and mend it with '{\"faults\":{}}':");
    out.printf(
        "    curl -sS %s/fake/faults -d '{\"faults\":{\"shares\":{\"http_503\":0.5}}}'%n",
        evolution);
    out.flush();
  }

  /** Ends the conversations; the fake server still answers. */
  void quieten() {
    if (chat != null) {
      chat.close();
    }
  }

  @Override
  public RoleHealth health() {
    return evolution.health();
  }

  @Override
  public CompletableFuture<Void> failure() {
    return evolution.failure();
  }

  @Override
  public void close() {
    quieten();
    evolution.close();
  }
}
