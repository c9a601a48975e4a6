// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendDispatch;
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
import java.util.function.ToDoubleFunction;

/**
 * The sender's metrics. Every dispatch that is read counts once in {@code sender_dispatches_total},
 * as claimed, expired or unreadable. Every claimed message counts once in {@code
 * sender_outcomes_total}, unless the process ends before. {@code sender_results_unwritten} is the
 * number of results that Kafka does not have yet.
 */
final class SenderMetrics {
  private final MeterRegistry registry;
  private final Timer claim;
  private final Counter rewrites;
  private final MultiGauge probes;

  SenderMetrics(MeterRegistry registry) {
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

  /**
   * @param what claimed, expired or unreadable
   */
  void dispatches(String what, int count) {
    registry.counter("sender.dispatches", "what", what).increment(count);
  }

  void claim(Duration took) {
    claim.record(took);
  }

  void claimFailed(String cause) {
    registry.counter("sender.claim.failures", "cause", cause).increment();
  }

  void outcome(Outcome outcome) {
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
  void aside(SendDispatch.Action action, String result) {
    registry.counter("sender.asides", "action", name(action), "result", result).increment();
  }

  /** Records one HTTP call, from its start to its response or failure. */
  void call(SendDispatch.Action action, Answer answer, Duration took) {
    String status =
        answer instanceof Answer.Response response
            ? response.status() / 100 + "xx"
            : ((Answer.Failure) answer).phase().name();
    Timer.builder("sender.call")
        .description("Time of one call to Evolution")
        .tags("action", name(action), "status", status)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(5))
        .maximumExpectedValue(Duration.ofMinutes(2))
        .register(registry)
        .record(took);
  }

  void rewrite() {
    rewrites.increment();
  }

  void breaker(String server, Breaker breaker) {
    Gauge.builder("sender.breaker.state", breaker, Breaker::level)
        .description("0 closed, 1 half-open, 2 open")
        .strongReference(true)
        .tag("server", server)
        .register(registry);
  }

  /** Registers the gauge that shows whether a server lacks a licence. */
  void unlicensed(String server, BooleanSupplier wants) {
    Gauge.builder("sender.server.unlicensed", wants, one -> one.getAsBoolean() ? 1 : 0)
        .description("1 while the server takes no calls before it has a licence")
        .strongReference(true)
        .tag("server", server)
        .register(registry);
  }

  void numbersHeld(IntSupplier count) {
    Gauge.builder("sender.numbers.held", count, IntSupplier::getAsInt)
        .description("Numbers left alone because their own calls failed")
        .strongReference(true)
        .register(registry);
  }

  /** Removes the gauges of a server to which nothing is bound any more. */
  void noBreaker(String server) {
    for (String name : List.of("sender.breaker.state", "sender.server.unlicensed")) {
      registry.find(name).tag("server", server).meters().forEach(registry::remove);
    }
  }

  /**
   * Replaces the gauges of the probe results.
   *
   * @param verdicts by server
   */
  void probes(Map<String, ProbeVerdict> verdicts) {
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
            .toList(),
        true);
  }

  /**
   * Registers the gauges of running and waiting calls, of the slots reserved for each priority, and
   * of the servers with a running call.
   */
  <C> void slots(CallSlots<C> slots, SlotRules rules) {
    for (Line line : Line.values()) {
      gauge("lane.concurrency", "Calls under way", line, slots, s -> s.running(line));
      gauge(
          "sender.waiting", "Claimed, waiting for a connection", line, slots, s -> s.waiting(line));
      gauge(
          "lane.concurrency.reserved",
          "Calls to one server kept for the lane",
          line,
          rules,
          r -> r.reserved().get(line));
    }
    Gauge.builder("sender.servers", slots, CallSlots::servers)
        .description("Servers with a call under way")
        .strongReference(true)
        .register(registry);
  }

  void inFlight(IntSupplier count) {
    Gauge.builder("sender.in.flight", count, IntSupplier::getAsInt)
        .description("Dispatches claimed and not answered")
        .strongReference(true)
        .register(registry);
  }

  void unwritten(IntSupplier count) {
    Gauge.builder("sender.results.unwritten", count, IntSupplier::getAsInt)
        .description("Results and alerts that Kafka has not taken yet")
        .strongReference(true)
        .register(registry);
  }

  private <T> void gauge(
      String name, String description, Line line, T object, ToDoubleFunction<T> value) {
    Gauge.builder(name, object, value)
        .description(description)
        .strongReference(true)
        .tag("lane", line.text())
        .register(registry);
  }

  private static String name(SendDispatch.Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
