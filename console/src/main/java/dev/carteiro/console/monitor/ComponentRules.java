// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import dev.carteiro.contract.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judges the health of each component from what was polled. docs/API.md lists these rules. */
final class ComponentRules {
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
  static final Duration OLD = Duration.ofSeconds(60);

  private ComponentRules() {}

  /** A health level and its explanation. */
  record Verdict(Level level, String detail) {
    static Verdict healthy(String detail) {
      return new Verdict(Level.HEALTHY, detail);
    }

    static Verdict unknown(String what) {
      return new Verdict(Level.UNKNOWN, "unknown: " + what);
    }

    static Verdict degraded(String detail) {
      return new Verdict(Level.DEGRADED, detail);
    }

    static Verdict unhealthy(String detail) {
      return new Verdict(Level.UNHEALTHY, detail);
    }

    /** The worse of both; if both are equal, the first that has an explanation. */
    Verdict or(Verdict other) {
      int compared = other.level.compareTo(level);
      return compared > 0 || compared == 0 && detail.isEmpty() ? other : this;
    }
  }

  /**
   * The input of the rules.
   *
   * @param groups consumer group of each role that has one
   */
  record Seen(
      Map<WatchedRole, List<ProcessState>> processes,
      KafkaState kafka,
      DatabaseState database,
      Map<WatchedRole, String> groups,
      Instant now) {

    /** The lag of a role; null when it has no group, or its lag is unknown. */
    GroupLag lag(WatchedRole role) {
      return kafka.groups().get(groups.getOrDefault(role, ""));
    }

    /** Whether a role has a lag that could not be read. */
    boolean isLagUnread(WatchedRole role) {
      return kafka.unreadGroups().contains(groups.getOrDefault(role, ""));
    }
  }

  static Map<Component, Verdict> judge(Seen seen) {
    Map<Component, Verdict> verdicts = new EnumMap<>(Component.class);
    verdicts.put(Component.KAFKA, kafka(seen.kafka()));
    verdicts.put(Component.POSTGRES, postgres(seen.database()));
    for (WatchedRole role : WatchedRole.values()) {
      verdicts.put(role.component(), role(role, seen));
    }
    verdicts.put(Component.EVOLUTION, EvolutionRule.judge(seen));
    verdicts.put(Component.QUEUES, queues(seen));
    verdicts.put(Component.MESSAGES, messages(seen));
    verdicts.put(Component.INGEST, ingest(seen));
    return verdicts;
  }

  private static Verdict kafka(KafkaState kafka) {
    if (!kafka.reachable()) {
      return Verdict.unhealthy("Kafka: " + kafka.problem());
    }
    if (kafka.withoutLeader() > 0) {
      return Verdict.unhealthy(kafka.withoutLeader() + " partitions have no leader");
    }
    List<String> hanging = kafka.hanging().orElse(List.of());
    if (!hanging.isEmpty()) {
      return Verdict.unhealthy(
          "%d transactions hang, nothing behind them is read: %s; ./carteiro transactions repair"
              .formatted(hanging.size(), hanging.get(0)));
    }
    if (kafka.underReplicated() > 0) {
      return Verdict.degraded(
          kafka.underReplicated() + " partitions have a replica that is behind");
    }
    return !kafka.unread().isEmpty()
        ? Verdict.unknown("Kafka does not tell " + String.join(", ", kafka.unread()))
        : Verdict.healthy(kafka.brokers() + (kafka.brokers() == 1 ? " broker" : " brokers"));
  }

  private static Verdict postgres(DatabaseState database) {
    if (!database.reachable()) {
      return Verdict.unhealthy("PostgreSQL: " + database.problem());
    }
    return database.problem().isEmpty()
        ? Verdict.healthy("it answers")
        : Verdict.degraded("PostgreSQL: " + database.problem());
  }

  private static Verdict role(WatchedRole role, Seen seen) {
    List<ProcessState> processes = seen.processes().getOrDefault(role, List.of());
    long reachable = processes.stream().filter(ProcessState::reachable).count();
    long ready = processes.stream().filter(ProcessState::ready).count();
    String counts = ready + " of " + processes.size() + " ready";
    if (ready == 0) {
      String why =
          reachable == 0
              ? processes.stream().map(ProcessState::problem).findFirst().orElse("none is set up")
              : notReady(processes);
      return Verdict.unhealthy(counts + ": " + why);
    }
    Verdict verdict = Verdict.healthy(counts);
    if (ready < processes.size()) {
      verdict = Verdict.degraded(counts + ": " + notReady(processes));
    }
    GroupLag lag = seen.lag(role);
    if (lag != null && lag.records() > FAR_BEHIND) {
      return verdict.or(Verdict.degraded(lag.records() + " records behind"));
    }
    return seen.isLagUnread(role)
        ? verdict.or(Verdict.unknown(counts + ", but not how far they are behind"))
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

  static Optional<Verdict> withoutNumbers(Seen seen) {
    Instant at = seen.database().numbersAt();
    if (at == null) {
      return Optional.of(Verdict.unknown("PostgreSQL was not read yet"));
    }
    return at.plus(OLD).isBefore(seen.now())
        ? Optional.of(Verdict.unknown("the numbers are of " + at))
        : Optional.empty();
  }

  private static Verdict queues(Seen seen) {
    Optional<Verdict> unknown = withoutNumbers(seen);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    QueueNumbers queue = seen.database().numbers().queue();
    if (queue.waiting() > LONG_QUEUE) {
      return Verdict.degraded(queue.waiting() + " messages wait");
    }
    return queue.failed() > MANY_FAILED
        ? Verdict.degraded(queue.failed() + " messages failed or wait for a person")
        : Verdict.healthy(queue.waiting() + " messages wait");
  }

  private static Verdict messages(Seen seen) {
    Optional<Verdict> unknown = withoutNumbers(seen);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    Traffic.Minute recent = seen.database().numbers().traffic().last(RATE_WINDOW, seen.now());
    if (recent.calls() < ENOUGH_CALLS) {
      return Verdict.healthy(recent.calls() + " calls in 15 minutes");
    }
    double rate = (double) recent.failed() / recent.calls();
    String detail = Math.round(rate * 100) + " % of " + recent.calls() + " calls failed";
    if (rate > UNHEALTHY_RATE) {
      return Verdict.unhealthy(detail);
    }
    return rate > DEGRADED_RATE ? Verdict.degraded(detail) : Verdict.healthy(detail);
  }

  private static Verdict ingest(Seen seen) {
    List<ProcessState> bridges = seen.processes().getOrDefault(WatchedRole.BRIDGE, List.of());
    if (bridges.stream().noneMatch(ProcessState::ready)) {
      return Verdict.unhealthy("no bridge takes webhooks");
    }
    GroupLag lag = seen.lag(WatchedRole.TOPOLOGY);
    long waiting = lag == null ? 0 : lag.byTopic().getOrDefault(Topic.WEBHOOK.topicName(), 0L);
    if (waiting > FAR_BEHIND) {
      return Verdict.degraded(waiting + " webhooks are not processed yet");
    }
    return seen.isLagUnread(WatchedRole.TOPOLOGY) || !seen.kafka().reachable()
        ? Verdict.unknown("webhooks are taken, but not how many are not processed yet")
        : Verdict.healthy("webhooks are taken");
  }

  /**
   * The largest delay between a message and its webhook, over all instances, in seconds; each
   * instance counts with its newest message.
   */
  static OptionalDouble sourceLag(Map<WatchedRole, List<ProcessState>> processes) {
    return processes.getOrDefault(WatchedRole.TOPOLOGY, List.of()).stream()
        .map(process -> process.samples().max("source_lag_seconds"))
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }
}
