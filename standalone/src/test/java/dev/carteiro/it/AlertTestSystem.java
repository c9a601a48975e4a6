// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tests of alerts have in common: roles that a quick console finds, and their numbers. */
final class AlertTestSystem {
  /** Messages per minute of a number that no test waits for. */
  static final int FAST = 600;

  private AlertTestSystem() {}

  /** Roles have ports, the console knows them, looks often and tells by these channels. */
  static Map<String, String> settings(EvolutionFakeServer evolution, AlertNoticeInbox channels) {
    Map<String, String> settings = new HashMap<>(channels.settings());
    for (String role : List.of("TOPOLOGY", "SENDER", "SINK", "BRIDGE")) {
      int port = LoopbackPorts.anyFree();
      settings.put(role + "_PORT", Integer.toString(port));
      settings.put("CONSOLE_" + role + "_URL", "http://127.0.0.1:" + port);
    }
    settings.put("CONSOLE_PORT", Integer.toString(LoopbackPorts.anyFree()));
    settings.put("SENDER_CREDENTIALS", "fake=" + evolution.apiKey());
    settings.put("OUTBOX_RAMP", "PT0S");
    settings.put("ALERT_INTERVAL", "PT0.5S");
    settings.put("ALERT_RESOLVE_AFTER", "PT2S");
    return settings;
  }

  /** A number that can send, and is connected. */
  static void number(
      WholeSystemFixture backbone, EvolutionFakeServer evolution, String name, int ratePerMinute) {
    evolution.addInstance(name, "token-" + name, "55119000000@s.whatsapp.net");
    bind(backbone, evolution, name, ratePerMinute, false);
    connection(backbone, name, "open");
  }

  static void bind(
      WholeSystemFixture backbone,
      EvolutionFakeServer evolution,
      String name,
      int ratePerMinute,
      boolean paused) {
    backbone.bind(
        name,
        Map.of(
            "tenantId",
            "t",
            "evolutionUrls",
            List.of(evolution.url()),
            "credential",
            "fake",
            "ratePerMinute",
            ratePerMinute,
            "paused",
            paused));
  }

  static void connection(WholeSystemFixture backbone, String name, String state) {
    WebhookBodies webhooks = new WebhookBodies(name, "id-" + name, "key");
    backbone.post(webhooks.connection(state, state.equals("open") ? 200 : 428, Instant.now()));
  }
}
