// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.sender.SenderSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Prints six lines that lead a new user of {@code up} to the first row. */
final class StartupMessagePrinter {
  private static final String EXAMPLE =
      "{\"event\":\"messages.upsert\",\"instance\":\"my-number\",\"data\":{\"key\":{\"remoteJid\":"
          + "\"5511999990001@s.whatsapp.net\",\"fromMe\":false,\"id\":\"HELLO-1\"},\"pushName\":\"Maria\",\"message\":"
          + "{\"conversation\":\"Olá\"},\"messageType\":\"conversation\",\"messageTimestamp\":1767225600}}";

  private final StandaloneServices services;
  private final String url;
  private final String secret;

  StartupMessagePrinter(StandaloneServices services) {
    this.services = services;
    BridgeSettings bridge = services.environment().bind(BridgeSettings.class);
    this.url = bridge.http().localUrl();
    this.secret = bridge.secretPaths().isEmpty() ? "" : "/<WEBHOOK_SECRET_PATH>";
  }

  String url() {
    return url;
  }

  Map<String, String> addresses() {
    Map<String, String> addresses = new HashMap<>(services.addresses());
    addresses.put("CARTEIRO_URL", url);
    addresses.put(
        "CONSOLE_SENDER_URL", services.environment().bind(SenderSettings.class).http().localUrl());
    return addresses;
  }

  /** Checks that are not ready are printed first. */
  void print(PrintWriter out, Duration took, RoleHealth health) {
    String webhook = url + "/webhooks/evolution" + secret;
    out.println();
    health.checks().stream()
        .filter(check -> !check.ready())
        .forEach(check -> out.println("NOT READY " + check.name() + ": " + check.reason()));
    out.printf(
        "Carteiro %s after %.1f s. Ctrl-C stops it; the data stays.%n",
        health.ready() ? "is ready" : "runs, not ready yet,", took.toMillis() / 1000.0);
    services
        .newAdminKey()
        .ifPresent(key -> out.println("Admin API key, made just now and shown this once: " + key));
    out.println(
        "  1. Register a number:      ./carteiro instances add my-number --tenant acme --create-tenant");
    out.println("  2. Evolution's webhook:    " + webhook);
    out.printf(
        "  3. Or post one yourself:   curl -sS %s -H 'Content-Type: application/json' -d '%s'%n",
        webhook, EXAMPLE);
    out.println(
        "  4. See the row:            ./carteiro query \"select tenant_id, chat_id, text, status from messages\"");
    out.println("  5. Watch it all:           " + page());
    out.printf(
        "  6. Data, keys, addresses:  %s (admin-key, postgres/password, services.properties)%n",
        services.directory().path());
    out.flush();
  }

  private String page() {
    return services.environment().bind(ConsoleSettings.class).http().localUrl()
        + "/ (log in with the key "
        + (services.newAdminKey().isPresent() ? "above)" : "in admin-key)");
  }
}
