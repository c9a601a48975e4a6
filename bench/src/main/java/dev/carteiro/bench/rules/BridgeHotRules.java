// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import dev.carteiro.bench.load.WebhookSample;
import dev.carteiro.bridge.mask.EnvelopeScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The operations that the bridge runs for every webhook, for benchmarks: scanning and masking
 * bodies.
 */
public final class BridgeHotRules {
  private BridgeHotRules() {}

  public static List<HotRule> all() {
    EnvelopeScanner scanner = new EnvelopeScanner(List.of("path-secret-0123456789"));
    return List.of(
        scan(scanner, "scan.text", WebhookSample.bytes("text")),
        scan(scanner, "scan.image", WebhookSample.bytes("image")),
        scan(scanner, "scan.status", WebhookSample.bytes("status-read")),
        scan(
            scanner,
            "scan.secrets",
            """
            {"event":"instance.create","instance":"acme","data":{"instanceName":"acme",\
            "token":"7d1c4b0e-9a52-4f53-8f0e-1b2d3c4a5e6f","hash":{"apikey":"0123456789abcdef"},\
            "webhookUrl":"http://u:p@127.0.0.1/hooks?token=abcdef&x=1"},\
            "destination":"http://127.0.0.1/webhooks/evolution/path-secret-0123456789",\
            "date_time":"2026-11-21T10:00:00.000Z","apikey":"7d1c4b0e-9a52-4f53-8f0e"}
            """
                .getBytes(StandardCharsets.UTF_8)),
        scan(
            scanner,
            "scan.broken",
            new String(WebhookSample.bytes("text"), StandardCharsets.UTF_8)
                .replaceFirst(".$", "")
                .getBytes(StandardCharsets.UTF_8)));
  }

  /** Masking overwrites the body, so each run gets a copy. */
  private static HotRule scan(EnvelopeScanner scanner, String name, byte[] body) {
    return new HotRule("bridge." + name, () -> scanner.scan(body.clone()));
  }
}
