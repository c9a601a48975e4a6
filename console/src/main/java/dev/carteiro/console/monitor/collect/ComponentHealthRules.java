// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.HealthLevel;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.KafkaState.ConsumerGroupLag;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics.TrafficBucket;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Judges the health of each component from what was polled. docs/API.md lists these rules. */
public final class ComponentHealthRules {
  /** Waiting messages above which the queue is degraded. */
  static final long LONG_QUEUE = 100;

  static final long MANY_FAILED = 50;
  static final long FAR_BEHIND = 10_000;

  /** Below this number of calls no failure rate is judged. */
  static final long ENOUGH_CALLS = 20;

  static final double DEGRADED_RATE = 0.10;
  static final double UNHEALTHY_RATE = 0.50;
  static final Duration RATE_WINDOW = Duration.ofMinutes(15);

  /** Counts older than this are not used. */
  public static final Duration OLD = Duration.ofSeconds(60);

  private ComponentHealthRules() {}

  static HealthRuleVerdict healthy(String detail) {
    return new HealthRuleVerdict(HealthLevel.HEALTHY, detail);
  }

  static HealthRuleVerdict unknown(String what) {
    return new HealthRuleVerdict(HealthLevel.UNKNOWN, "unknown: " + what);
  }

  static HealthRuleVerdict degraded(String detail) {
    return new HealthRuleVerdict(HealthLevel.DEGRADED, detail);
  }

  static HealthRuleVerdict unhealthy(String detail) {
    return new HealthRuleVerdict(HealthLevel.UNHEALTHY, detail);
  }

  record HealthRuleVerdict(HealthLevel level, String detail) {
    /** The worse of both; if both are equal, the first that has an explanation. */
    HealthRuleVerdict or(HealthRuleVerdict other) {
      int compared = other.level.compareTo(level);
      return compared > 0 || compared == 0 && detail.isEmpty() ? other : this;
    }
  }

  /** The input of the rules; groups are the consumer groups of the roles that have one. */
  record HealthRuleInput(
      Map<MonitoredRole, List<ProcessState>> processes,
      KafkaState kafka,
      DatabaseState database,
      Map<MonitoredRole, String> groups,
      Instant now) {

    /** The lag of a role; null when it has no group, or its lag is unknown. */
    ConsumerGroupLag lag(MonitoredRole role) {
      return kafka.groups().get(groups.getOrDefault(role, ""));
    }

    boolean isLagUnread(MonitoredRole role) {
      return kafka.unreadGroups().contains(groups.getOrDefault(role, ""));
    }
  }

  static Map<MonitoredComponent, HealthRuleVerdict> judge(HealthRuleInput input) {
    Map<MonitoredComponent, HealthRuleVerdict> verdicts = new EnumMap<>(MonitoredComponent.class);
    verdicts.put(MonitoredComponent.KAFKA, kafka(input.kafka()));
    verdicts.put(MonitoredComponent.POSTGRES, postgres(input.database()));
    for (MonitoredRole role : MonitoredRole.values()) {
      verdicts.put(role.component(), role(role, input));
    }
    verdicts.put(MonitoredComponent.EVOLUTION, EvolutionHealthRule.judge(input));
    verdicts.put(MonitoredComponent.QUEUES, withNumbers(input, ComponentHealthRules::queues));
    verdicts.put(
        MonitoredComponent.MESSAGES, withNumbers(input, numbers -> messages(numbers, input.now())));
    verdicts.put(MonitoredComponent.INGEST, ingest(input));
    return verdicts;
  }

  private static HealthRuleVerdict kafka(KafkaState kafka) {
    if (!kafka.reachable()) {
      return unhealthy("Kafka: " + kafka.problem());
    }
    if (kafka.cluster().withoutLeader() > 0) {
      return unhealthy(kafka.cluster().withoutLeader() + " partitions have no leader");
    }
    List<String> hanging = kafka.cluster().hanging().orElse(List.of());
    if (!hanging.isEmpty()) {
      return unhealthy(
          "%d transactions hang, nothing behind them is read: %s; ./carteiro transactions repair"
              .formatted(hanging.size(), hanging.get(0)));
    }
    if (kafka.cluster().underReplicated() > 0) {
      return degraded(
          kafka.cluster().underReplicated() + " partitions have a replica that is behind");
    }
    return !kafka.unread().isEmpty()
        ? unknown("Kafka does not tell " + String.join(", ", kafka.unread()))
        : healthy(
            kafka.cluster().brokers() + (kafka.cluster().brokers() == 1 ? " broker" : " brokers"));
  }

  private static HealthRuleVerdict postgres(DatabaseState database) {
    if (!database.reachable()) {
      return unhealthy("PostgreSQL: " + database.problem());
    }
    return database.problem().isEmpty()
        ? healthy("it answers")
        : degraded("PostgreSQL: " + database.problem());
  }

  private static HealthRuleVerdict role(MonitoredRole role, HealthRuleInput input) {
    List<ProcessState> processes = input.processes().getOrDefault(role, List.of());
    long reachable = processes.stream().filter(ProcessState::reachable).count();
    long ready = processes.stream().filter(ProcessState::ready).count();
    String counts = ready + " of " + processes.size() + " ready";
    if (ready == 0) {
      String why =
          reachable == 0
              ? processes.stream().map(ProcessState::problem).findFirst().orElse("none is set up")
              : notReady(processes);
      return unhealthy(counts + ": " + why);
    }
    HealthRuleVerdict verdict = healthy(counts);
    if (ready < processes.size()) {
      verdict = degraded(counts + ": " + notReady(processes));
    }
    ConsumerGroupLag lag = input.lag(role);
    if (lag != null && lag.records() > FAR_BEHIND) {
      return verdict.or(degraded(lag.records() + " records behind"));
    }
    return input.isLagUnread(role)
        ? verdict.or(unknown(counts + ", but not how far they are behind"))
        : verdict;
  }

  private static String notReady(List<ProcessState> processes) {
    for (ProcessState process : processes) {
      if (!process.reachable()) {
        return process.url().getAuthority() + ": " + process.problem();
      }
      if (!process.ready()) {
        Optional<String> reason =
            process.checks().stream()
                .filter(check -> !check.ready())
                .map(check -> check.name() + ": " + check.reason())
                .findFirst();
        return reason.orElse("it does not say why");
      }
    }
    return "";
  }

  /** Judges the counts, unless they were never read or are too old. */
  static HealthRuleVerdict withNumbers(
      HealthRuleInput input, Function<DatabaseStatistics, HealthRuleVerdict> rule) {
    Instant at = input.database().numbersAt();
    if (at == null) {
      return unknown("PostgreSQL was not read yet");
    }
    return at.plus(OLD).isBefore(input.now())
        ? unknown("the numbers are of " + at)
        : rule.apply(input.database().numbers());
  }

  private static HealthRuleVerdict queues(DatabaseStatistics numbers) {
    SendQueueStatistics queue = numbers.queue(null);
    if (queue.waiting() > LONG_QUEUE) {
      return degraded(queue.waiting() + " messages wait");
    }
    return queue.failed() > MANY_FAILED
        ? degraded(queue.failed() + " messages failed or wait for a person")
        : healthy(queue.waiting() + " messages wait");
  }

  private static HealthRuleVerdict messages(DatabaseStatistics numbers, Instant now) {
    TrafficBucket recent = numbers.traffic(null).last(RATE_WINDOW, now);
    if (recent.calls() < ENOUGH_CALLS) {
      return healthy(recent.calls() + " calls in 15 minutes");
    }
    double rate = (double) recent.failed() / recent.calls();
    String detail = Math.round(rate * 100) + " % of " + recent.calls() + " calls failed";
    if (rate > UNHEALTHY_RATE) {
      return unhealthy(detail);
    }
    return rate > DEGRADED_RATE ? degraded(detail) : healthy(detail);
  }

  private static HealthRuleVerdict ingest(HealthRuleInput input) {
    List<ProcessState> bridges = input.processes().getOrDefault(MonitoredRole.BRIDGE, List.of());
    if (bridges.stream().noneMatch(ProcessState::ready)) {
      return unhealthy("no bridge takes webhooks");
    }
    ConsumerGroupLag lag = input.lag(MonitoredRole.TOPOLOGY);
    long waiting = lag == null ? 0 : lag.byTopic().getOrDefault(Topic.WEBHOOK.topicName(), 0L);
    if (waiting > FAR_BEHIND) {
      return degraded(waiting + " webhooks are not processed yet");
    }
    return input.isLagUnread(MonitoredRole.TOPOLOGY) || !input.kafka().reachable()
        ? unknown("webhooks are taken, but not how many are not processed yet")
        : healthy("webhooks are taken");
  }

  /** The largest delay, in seconds, between an instance's newest message and its webhook. */
  public static OptionalDouble sourceLag(Map<MonitoredRole, List<ProcessState>> processes) {
    return processes.getOrDefault(MonitoredRole.TOPOLOGY, List.of()).stream()
        .flatMapToDouble(process -> process.samples().max("source_lag_seconds").stream())
        .max();
  }
}
