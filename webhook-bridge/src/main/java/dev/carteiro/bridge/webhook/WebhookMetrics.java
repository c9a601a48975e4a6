// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.bridge.mask.UnaddressedReason;
import dev.carteiro.bridge.request.RequestMemoryLimiter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** Metrics of webhooks; label values come from closed sets, never from a sender. */
public final class WebhookMetrics {
  private record ResponseCounterKey(int code, String path) {}

  private final MeterRegistry registry;
  private final Map<ResponseCounterKey, Counter> answers = new ConcurrentHashMap<>();
  private final Map<UnaddressedReason, Counter> unaddressed =
      new EnumMap<>(UnaddressedReason.class);
  private final Timer answerTime;
  private final DistributionSummary bodyBytes;

  public WebhookMetrics(MeterRegistry registry, RequestMemoryLimiter inFlight) {
    this.registry = registry;
    for (UnaddressedReason reason : UnaddressedReason.values()) {
      unaddressed.put(
          reason,
          Counter.builder("webhook.unaddressed")
              .description("Webhooks stored without an instance, by reason.")
              .tag("reason", reason.text())
              .register(registry));
    }
    this.answerTime =
        Timer.builder("webhook.answer")
            .description(
                "From a webhook's request line to its answer, Kafka's acknowledgement included.")
            .serviceLevelObjectives(
                LongStream.of(
                        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new))
            .register(registry);
    this.bodyBytes =
        DistributionSummary.builder("webhook.body")
            .description("Size of webhook bodies, decompressed.")
            .baseUnit("bytes")
            .serviceLevelObjectives(1_000, 10_000, 100_000, 1_000_000, 10_000_000)
            .register(registry);
    Gauge.builder("webhook.in.flight", inFlight, RequestMemoryLimiter::requests)
        .description("Webhooks between request and answer.")
        .register(registry);
    Gauge.builder("webhook.in.flight.bytes", inFlight, RequestMemoryLimiter::bytes)
        .description("Memory reserved for webhooks under way.")
        .baseUnit("bytes")
        .register(registry);
  }

  void answered(int code, String basePath, Duration took) {
    answers.computeIfAbsent(new ResponseCounterKey(code, basePath), this::counter).increment();
    answerTime.record(took);
  }

  void read(int bytes) {
    bodyBytes.record(bytes);
  }

  void unaddressed(UnaddressedReason reason) {
    unaddressed.get(reason).increment();
  }

  private Counter counter(ResponseCounterKey answer) {
    return Counter.builder("webhook.requests")
        .description("Webhooks by the status answered and the path they came to.")
        .tag("code", Integer.toString(answer.code()))
        .tag("path", answer.path())
        .register(registry);
  }
}
