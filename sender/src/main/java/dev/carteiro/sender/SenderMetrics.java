// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.sender.call.CallCircuitBreaker;
import dev.carteiro.sender.call.CallPriority;
import dev.carteiro.sender.call.CallSlotPolicy;
import dev.carteiro.sender.call.CallSlotScheduler;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionCallResult;
import dev.carteiro.sender.evolution.ServerProbeVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The sender's metrics. Every dispatch that is read counts once in {@code sender_dispatches_total},
 * as claimed, expired or unreadable. Every claimed message counts once in {@code
 * sender_outcomes_total}, unless the process ends before. {@code sender_results_unwritten} is the
 * number of results that Kafka does not have yet.
 */
public final class SenderMetrics {
  private final MeterRegistry registry;
  private final Timer claim;
  private final Counter rewrites;
  private final MultiGauge probes;

  public SenderMetrics(MeterRegistry registry) {
    this.registry = registry;
    claim =
        Timer.builder("sender.claim.transaction")
            .description("Time of one claim, commit included")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(1))
            .maximumExpectedValue(Duration.ofSeconds(30))
            .register(registry);
    rewrites =
        Counter.builder("sender.result.write.retries")
            .description("Results that Kafka did not take at once")
            .register(registry);
    // Registered before the first failure, so that 0 is visible.
    registry.counter("sender.claim.failures", "cause", "session");
    probes =
        MultiGauge.builder("sender.probe.state")
            .description(
                "What probing an Evolution server came to: -1 not known yet, 0 well, 1 in trouble, 2 away")
            .register(registry);
  }

  public void dispatches(String what, int count) {
    registry.counter("sender.dispatches", "what", what).increment(count);
  }

  public void claim(Duration took) {
    claim.record(took);
  }

  public void claimFailed(String cause) {
    registry.counter("sender.claim.failures", "cause", cause).increment();
  }

  public void outcome(AttemptOutcome outcome) {
    registry
        .counter(
            "sender.outcomes",
            "kind",
            outcome.kind().name(),
            "code",
            outcome.code() == null ? "" : outcome.code())
        .increment();
  }

  /** Counts a presence or probe that ends without a result. */
  public void aside(DispatchAction action, String result) {
    registry.counter("sender.asides", "action", name(action), "result", result).increment();
  }

  public void call(DispatchAction action, EvolutionCallResult answer, Duration took) {
    String status =
        answer.fold(response -> response.status() / 100 + "xx", failure -> failure.phase().name());
    Timer.builder("sender.call")
        .description("Time of one call to Evolution")
        .tags("action", name(action), "status", status)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(5))
        .maximumExpectedValue(Duration.ofMinutes(2))
        .register(registry)
        .record(took);
  }

  public void rewrite() {
    rewrites.increment();
  }

  public void breaker(String server, CallCircuitBreaker breaker) {
    gauge(
        "sender.breaker.state", "0 closed, 1 half-open, 2 open", breaker::level, "server", server);
  }

  /** Registers the gauge that shows whether a server lacks a licence. */
  public void unlicensed(String server, BooleanSupplier wants) {
    gauge(
        "sender.server.unlicensed",
        "1 while the server takes no calls before it has a licence",
        () -> wants.getAsBoolean() ? 1 : 0,
        "server",
        server);
  }

  public void numbersHeld(IntSupplier count) {
    gauge("sender.numbers.held", "Numbers left alone because their own calls failed", count);
  }

  /** Removes the gauges of a server to which nothing is bound any more. */
  public void noBreaker(String server) {
    for (String name : List.of("sender.breaker.state", "sender.server.unlicensed")) {
      registry.find(name).tag("server", server).meters().forEach(registry::remove);
    }
  }

  /**
   * Replaces the gauges of the probe results. One that stays the same is not registered again: a
   * scrape in between would see it twice and fail.
   */
  public void probes(Map<String, ServerProbeVerdict> verdicts) {
    probes.register(
        verdicts.entrySet().stream()
            .<MultiGauge.Row<?>>map(
                one ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "server",
                            one.getKey(),
                            "finding",
                            one.getValue().finding().name(),
                            "version",
                            one.getValue().version()),
                        one.getValue().finding().level()))
            .toList());
  }

  /** Registers gauges of calls that run and wait, reserved slots, and servers in use. */
  void slots(CallSlotScheduler<?> slots, CallSlotPolicy limits) {
    for (CallPriority priority : CallPriority.values()) {
      String lane = priority.text();
      gauge("lane.concurrency", "Calls under way", () -> slots.running(priority), "lane", lane);
      gauge(
          "sender.waiting",
          "Claimed, waiting for a connection",
          () -> slots.waiting(priority),
          "lane",
          lane);
      gauge(
          "lane.concurrency.reserved",
          "Calls to one server kept for the lane",
          () -> limits.reserved().get(priority),
          "lane",
          lane);
    }
    gauge("sender.servers", "Servers with a call under way", slots::servers);
  }

  void inFlight(IntSupplier count) {
    gauge("sender.in.flight", "Dispatches claimed and not answered", count);
  }

  public void unwritten(IntSupplier count) {
    gauge("sender.results.unwritten", "Results and alerts that Kafka has not taken yet", count);
  }

  private void gauge(String name, String description, IntSupplier value, String... tags) {
    Gauge.builder(name, value::getAsInt).description(description).tags(tags).register(registry);
  }

  private static String name(DispatchAction action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
