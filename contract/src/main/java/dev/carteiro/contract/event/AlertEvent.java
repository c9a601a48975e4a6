// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * One change of an alert: it fires, or it is resolved.
 *
 * @param id the same in the firing and the resolving record of one alert
 * @param rule stable name, upper snake case
 * @param tenantId null when the alert is about no single tenant
 * @param instance null when the alert is about no single instance
 * @param subject what the alert is about, such as a job id or a server's host
 * @param message one sentence for people, without secrets, contents and phone numbers
 * @param at when this record was made
 * @param severity how urgent the alert is; records of older versions get their rule's
 * @param since when this episode began, the same in its firing and its resolving record; null where
 *     the id names one episode only
 */
public record AlertEvent(
    int version,
    String id,
    AlertRuleId rule,
    AlertState state,
    String tenantId,
    InstanceKey instance,
    String subject,
    String message,
    Instant at,
    Severity severity,
    Instant since) {

  public static final int VERSION = 1;

  public enum Severity {
    /** Nothing is sent or received, or data may be lost soon. */
    CRITICAL,
    /** Somebody is affected, or soon will be. */
    WARNING,
    /** Worth a look in working hours. */
    INFO
  }

  /** The alert rules. Names are stable; new ones may be added. */
  public enum AlertRuleId {
    /** An Evolution server does not answer: its breaker is open. */
    EVOLUTION_OFFLINE(Severity.CRITICAL),
    /** An Evolution server refuses calls because it has no licence. */
    EVOLUTION_UNLICENSED(Severity.CRITICAL),
    /** An Evolution server answers slowly, with errors, or with refusals. */
    EVOLUTION_DEGRADED(Severity.WARNING),
    /** A message went through all automatic steps and waits for a person. */
    SEND_NEEDS_MANUAL(Severity.WARNING),
    /** WhatsApp asked a number for fewer messages: it is paused, then slower for a while. */
    SEND_RATE_LIMITED(Severity.WARNING),
    /** Too large a share of messages failed. */
    FAILURE_RATE_HIGH(Severity.WARNING),
    /** Many messages wait (the lower of two thresholds). */
    QUEUE_LONG(Severity.INFO),
    /** Many messages wait (the higher of two thresholds). */
    QUEUE_WAITING(Severity.WARNING),
    QUEUE_FAILED(Severity.WARNING),
    /** Messages could be sent, and none is sent. */
    QUEUE_STALLED(Severity.CRITICAL),
    /** Many messages of one instance wait. */
    QUEUE_BACKLOG(Severity.INFO),
    KAFKA_DOWN(Severity.CRITICAL),
    /** A Kafka transaction stays open, and no record behind it is read. */
    TRANSACTION_HANGING(Severity.CRITICAL),
    POSTGRES_DOWN(Severity.CRITICAL),
    BRIDGE_DOWN(Severity.CRITICAL),
    TOPOLOGY_DOWN(Severity.CRITICAL),
    SENDER_DOWN(Severity.CRITICAL),
    SINK_DOWN(Severity.CRITICAL),
    /** An instance lost its connection. */
    INSTANCE_DISCONNECTED(Severity.WARNING),
    /** Evolution no longer has an instance. */
    INSTANCE_REMOVED(Severity.WARNING),
    /** Webhooks of an instance carry another id or token than the registered one. */
    INSTANCE_MISMATCH(Severity.WARNING),
    /** An instance is connected, and quieter than it ever was at this time. */
    INSTANCE_SILENT(Severity.WARNING),
    /** WhatsApp has not confirmed messages that Evolution accepted. */
    UNCONFIRMED_SENDS(Severity.WARNING),
    /** Webhooks are parked for an instance that is not registered. */
    WEBHOOKS_PARKED(Severity.WARNING),
    /** Dead letters are neither redriven nor discarded. */
    DEAD_LETTERS(Severity.WARNING),
    /** The topology has been taking over partitions for a long time. */
    RESTORING(Severity.WARNING),
    TIMERS_LATE(Severity.WARNING),
    /** Monitoring is incomplete: records cannot be read, or alerts were not stored. */
    MONITORING_INCOMPLETE(Severity.WARNING),
    /** The clock of a process differs from the brokers'. */
    CLOCK_OFFSET(Severity.WARNING),
    DISK_LOW(Severity.CRITICAL),
    /** Messages are old when they arrive. */
    SOURCE_LAG_HIGH(Severity.WARNING);

    private final Severity severity;

    AlertRuleId(Severity severity) {
      this.severity = severity;
    }

    public Severity severity() {
      return severity;
    }
  }

  public enum AlertState {
    FIRING,
    RESOLVED
  }

  public AlertEvent {
    if (severity == null && rule != null) {
      severity = rule.severity();
    }
  }

  /** An alert with its rule's severity, and an id that names one episode only. */
  public AlertEvent(
      int version,
      String id,
      AlertRuleId rule,
      AlertState state,
      String tenantId,
      InstanceKey instance,
      String subject,
      String message,
      Instant at) {
    this(version, id, rule, state, tenantId, instance, subject, message, at, null, null);
  }

  /** The key of this episode, the same in its firing and its resolving record. */
  public String episode() {
    return since == null ? id : id + "@" + since.toEpochMilli();
  }
}
