// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An invented webhook in the format of Evolution API 2.3.7, as in the topic of webhooks (its token
 * is masked).
 *
 * @param name kind of event
 * @param weight share of such webhooks in percent
 */
public record WebhookSample(String name, int weight, ObjectNode body) {

  /** Returns all samples; their weights add up to 100. */
  public static List<WebhookSample> all() {
    List<WebhookSample> samples = new ArrayList<>();
    try (InputStream in = WebhookSample.class.getResourceAsStream("webhooks.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        ObjectNode sample = (ObjectNode) Json.mapper().readTree(line);
        samples.add(
            new WebhookSample(
                sample.path("name").textValue(),
                sample.path("weight").intValue(),
                sample.withObject("/body")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }

  /** Returns the bytes of a sample, of instance {@code acme}. */
  public static byte[] bytes(String name) {
    return all().stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .map(sample -> Json.write(sample.body()))
        .orElseThrow(() -> new IllegalArgumentException("no sample " + name));
  }
}
