// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * Something that people must know, or that it is over.
 *
 * @param version of this shape, 1
 * @param id the same for the firing and the resolving record of one trouble
 * @param rule stable name, upper snake case
 * @param state whether it begins or is over
 * @param tenantId null when it is nobody's in particular
 * @param instance null when it is about no single number
 * @param subject what it is about: a job id, a server's host
 * @param message one sentence for people, without secrets, contents and phone numbers
 * @param at when this record was made
 * @param severity how much it matters; records of before it existed have their rule's
 * @param since when this episode of the trouble began, the same in both records of it; null where
 *     the id itself names one episode only
 */
public record AlertEvent(
    int version,
    String id,
    Rule rule,
    State state,
    String tenantId,
    InstanceKey instance,
    String subject,
    String message,
    Instant at,
    Severity severity,
    Instant since) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** How much it matters. */
  public enum Severity {
    /** Nothing is sent or received, or data may be lost soon. */
    CRITICAL,
    /** Somebody is affected, or soon will be. */
    WARNING,
    /** Worth a look in working hours. */
    INFO
  }

  /** What can be wrong. Names are stable; new ones may be added. */
  public enum Rule {
    /** An Evolution server does not answer: its breaker is open. */
    EVOLUTION_OFFLINE(Severity.CRITICAL),
    /** An Evolution server takes no calls before it has a licence. */
    EVOLUTION_UNLICENSED(Severity.CRITICAL),
    /** An Evolution server answers, but not as it should: slowly, with an error, with a refusal. */
    EVOLUTION_DEGRADED(Severity.WARNING),
    /** A message went through all automatic steps and waits for a person. */
    SEND_NEEDS_MANUAL(Severity.WARNING),
    /** WhatsApp asked a number for fewer messages: it is paused, then slower for a while. */
    SEND_RATE_LIMITED(Severity.WARNING),
    /** Too large a share of messages failed. */
    FAILURE_RATE_HIGH(Severity.WARNING),
    /** Many messages wait (the lower of two marks). */
    QUEUE_LONG(Severity.INFO),
    /** Many messages wait (the higher of two marks). */
    QUEUE_WAITING(Severity.WARNING),
    /** Many messages failed. */
    QUEUE_FAILED(Severity.WARNING),
    /** Messages could leave, and none does. */
    QUEUE_STALLED(Severity.CRITICAL),
    /** Many messages of one instance wait. */
    QUEUE_BACKLOG(Severity.INFO),
    /** Kafka does not answer. */
    KAFKA_DOWN(Severity.CRITICAL),
    /** A transaction stays open for ever, and nothing behind it is read. */
    TRANSACTION_HANGING(Severity.CRITICAL),
    /** PostgreSQL does not answer. */
    POSTGRES_DOWN(Severity.CRITICAL),
    /** No bridge answers. */
    BRIDGE_DOWN(Severity.CRITICAL),
    /** No topology process answers. */
    TOPOLOGY_DOWN(Severity.CRITICAL),
    /** No sender answers. */
    SENDER_DOWN(Severity.CRITICAL),
    /** No sink answers. */
    SINK_DOWN(Severity.CRITICAL),
    /** An instance that was connected is not any more. */
    INSTANCE_DISCONNECTED(Severity.WARNING),
    /** Evolution has an instance no more. */
    INSTANCE_REMOVED(Severity.WARNING),
    /** Webhooks of an instance carry another id or token than it is registered with. */
    INSTANCE_MISMATCH(Severity.WARNING),
    /** An instance is connected, and quieter than it ever is at this time. */
    INSTANCE_SILENT(Severity.WARNING),
    /** WhatsApp has not confirmed messages that Evolution took. */
    UNCONFIRMED_SENDS(Severity.WARNING),
    /** Webhooks wait for an instance that nobody registered. */
    WEBHOOKS_PARKED(Severity.WARNING),
    /** Something could not be processed, and nobody settled it. */
    DEAD_LETTERS(Severity.WARNING),
    /** The topology has been taking over partitions for long. */
    RESTORING(Severity.WARNING),
    /** Timers fire late. */
    TIMERS_LATE(Severity.WARNING),
    /** Monitoring misses something: records that cannot be read, alerts that were not kept. */
    MONITORING_INCOMPLETE(Severity.WARNING),
    /** The clock of a process differs from the brokers'. */
    CLOCK_OFFSET(Severity.WARNING),
    /** A disk is nearly full. */
    DISK_LOW(Severity.CRITICAL),
    /** Messages are old when they come. */
    SOURCE_LAG_HIGH(Severity.WARNING);

    private final Severity severity;

    Rule(Severity severity) {
      this.severity = severity;
    }

    /** How much it matters. */
    public Severity severity() {
      return severity;
    }
  }

  /** Whether it begins or is over. */
  public enum State {
    FIRING,
    RESOLVED
  }

  public AlertEvent {
    if (severity == null && rule != null) {
      severity = rule.severity();
    }
  }

  /** With its rule's severity, and an id that names one episode only. */
  public AlertEvent(
      int version,
      String id,
      Rule rule,
      State state,
      String tenantId,
      InstanceKey instance,
      String subject,
      String message,
      Instant at) {
    this(version, id, rule, state, tenantId, instance, subject, message, at, null, null);
  }

  /** What tells this episode from others: the same in its firing and its resolving record. */
  public String episode() {
    return since == null ? id : id + "@" + since.toEpochMilli();
  }
}
