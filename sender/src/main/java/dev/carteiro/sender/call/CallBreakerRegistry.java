// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import dev.carteiro.sender.evolution.FailureScope;
import dev.carteiro.sender.evolution.ServerProbeFinding;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Circuit breakers and alerts: a server that is away blocks its instances, one instance itself. */
public final class CallBreakerRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(CallBreakerRegistry.class);

  private final SenderSettings settings;
  private final SenderMetrics metrics;
  private final Clock clock;
  private final Map<String, ServerCircuitBreaker> byServer = new ConcurrentHashMap<>();
  private final InstanceBreakerRegistry numbers;
  private final ServerAlertPublisher offline;
  private final ServerAlertPublisher unlicensed;

  public CallBreakerRegistry(
      SenderSettings settings,
      SenderMetrics metrics,
      Clock clock,
      String senderId,
      Consumer<AlertEvent> alerts) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    numbers = new InstanceBreakerRegistry(settings, clock);
    metrics.numbersHeld(numbers::held);
    offline =
        new ServerAlertPublisher(AlertEvent.AlertRuleId.EVOLUTION_OFFLINE, senderId, clock, alerts);
    unlicensed =
        new ServerAlertPublisher(
            AlertEvent.AlertRuleId.EVOLUTION_UNLICENSED, senderId, clock, alerts);
  }

  /** Why a call would certainly be refused now, or null. Acquires no permission. */
  AttemptOutcome refusal(EvolutionServerUrl server, SendDispatch dispatch) {
    ServerCircuitBreaker breaker = of(server);
    if (dispatch.action() == DispatchAction.PRESENCE ? !breaker.isClosed() : breaker.isShut()) {
      return serverIsAway(breaker);
    }
    return dispatch.action() == DispatchAction.SEND && numbers.isShut(server, dispatch.instance())
        ? numberFails(server, dispatch.instance())
        : null;
  }

  /**
   * Acquires permission for a call; returns why it is refused, or null. The result of an allowed
   * call goes to {@link #record}. "Typing" calls, which stay open for long and say nothing about
   * the server, acquire nothing.
   */
  AttemptOutcome obstacle(EvolutionServerUrl server, SendDispatch dispatch) {
    ServerCircuitBreaker breaker = of(server);
    if (dispatch.action() == DispatchAction.PRESENCE) {
      return breaker.isClosed() ? null : serverIsAway(breaker);
    }
    if (!breaker.allows()) {
      return serverIsAway(breaker);
    }
    if (dispatch.action() == DispatchAction.SEND && !numbers.allows(server, dispatch.instance())) {
      breaker.unused();
      return numberFails(server, dispatch.instance());
    }
    return null;
  }

  void record(EvolutionServerUrl server, SendDispatch dispatch, AttemptOutcome outcome) {
    if (dispatch.action() == DispatchAction.PRESENCE) {
      return;
    }
    FailureScope trouble = outcome.trouble();
    of(server).record(dispatch.instance(), trouble);
    if (dispatch.action() == DispatchAction.SEND) {
      numbers.record(server, dispatch.instance(), trouble);
    }
    switch (trouble) {
      case LICENSE -> wantsLicense(server.authority());
      case MESSAGE, NUMBER -> hasLicense(server.authority());
      case NUMBERS, SERVER -> {
        // The result says nothing about the licence.
      }
    }
  }

  Duration sinceAnswer(EvolutionServerUrl server) {
    return of(server).sinceAnswer();
  }

  /** Handles the result of a probe; {@code away} when the server does not answer at all. */
  void probed(EvolutionServerUrl server, boolean away, ServerProbeFinding finding) {
    ServerCircuitBreaker breaker = of(server);
    if (away) {
      breaker.away();
    } else {
      breaker.probeAnswered();
    }
    if (finding == ServerProbeFinding.LICENSE_REQUIRED) {
      wantsLicense(server.authority());
    } else if (finding == ServerProbeFinding.OK) {
      hasLicense(server.authority());
    }
  }

  /** Removes all other servers with their metrics and alerts: no binding names them any more. */
  void retain(Set<String> servers) {
    for (String server : byServer.keySet()) {
      if (!servers.contains(server)) {
        byServer.remove(server);
        metrics.noBreaker(server);
        offline.end(server, "Nothing is bound to %s any more");
        unlicensed.end(server, "Nothing is bound to %s any more");
      }
    }
  }

  /** Resolves this process's alerts, because it will not notice when a server is back. */
  public void close() {
    offline.endAll("The sender that saw %s away has stopped");
    unlicensed.endAll("The sender that saw %s without a licence has stopped");
  }

  private static AttemptOutcome serverIsAway(ServerCircuitBreaker breaker) {
    return AttemptOutcome.notSent("BREAKER_OPEN", "the server failed too often and is left alone")
        .after(breaker.retryAfter())
        .orElsewhere();
  }

  private AttemptOutcome numberFails(EvolutionServerUrl server, InstanceKey number) {
    return AttemptOutcome.notSent(
            "NUMBER_FAILING", "the number's last calls failed, and it is left alone for a while")
        .after(numbers.retryAfter(server, number))
        .orElsewhere();
  }

  private ServerCircuitBreaker of(EvolutionServerUrl server) {
    return byServer.computeIfAbsent(server.authority(), this::make);
  }

  private void wantsLicense(String server) {
    if (unlicensed.raise(
        server, "Evolution at %s takes no messages before it has a licence; its numbers wait")) {
      LOG.warn("a server wants a licence code={} server={}", SendResult.LICENSE_REQUIRED, server);
    }
  }

  private void hasLicense(String server) {
    if (unlicensed.end(server, "Evolution at %s takes messages again")) {
      LOG.info("a server has its licence server={}", server);
    }
  }

  private ServerCircuitBreaker make(String server) {
    ServerCircuitBreaker breaker =
        new ServerCircuitBreaker(
            server,
            settings.breakerFailures(),
            settings.breakerOpen(),
            clock,
            open -> changed(server, open));
    metrics.breaker(server, breaker);
    metrics.unlicensed(server, () -> unlicensed.isFiring(server));
    return breaker;
  }

  private void changed(String server, boolean open) {
    if (!open) {
      LOG.info("breaker closed: the server answers again server={}", server);
      offline.end(server, "Evolution at %s answers again");
    } else if (byServer.containsKey(server)) {
      // Otherwise the call ended after its server was removed.
      LOG.warn("breaker opened: the server is not called for a while server={}", server);
      offline.raise(server, "Evolution at %s does not answer");
    }
  }
}
