// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The topic catalogue: every topic of the project, by name, with what is in it and how it is kept.
 * No topic name is written anywhere else.
 *
 * <p>All topics that are keyed by instance have the same partition count, so that everything about
 * one number meets in one task of the topology, in order. Keys are {@link InstanceKey#text()}.
 */
public enum Topic {
  /**
   * Body of a webhook as received, secrets masked; headers of {@link RecordHeaders}. Broker time is
   * the record's time.
   */
  WEBHOOK("whatsapp-webhook", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), true),
  /** {@link dev.carteiro.contract.event.InstanceBinding}; a tombstone unbinds. */
  INSTANCE("whatsapp-instance", Keyed.BY_INSTANCE, Cleanup.COMPACT, null, false),
  /** {@link dev.carteiro.contract.event.MessageEvent}. */
  MESSAGE("whatsapp-message", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /**
   * {@link dev.carteiro.contract.event.StatusEvent}, and {@link
   * dev.carteiro.contract.event.ReceiptEvent}, which has a participant.
   */
  MESSAGE_STATUS(
      "whatsapp-message-status", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.event.InstanceStatusEvent}. */
  INSTANCE_STATUS(
      "whatsapp-instance-status", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.event.EvolutionEvent}. */
  EVENT("whatsapp-event", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /**
   * {@link dev.carteiro.contract.send.OutboxCommand}: messages to send now, and what is done to
   * them and to batches.
   */
  SEND_MESSAGE(
      "whatsapp-send-message", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.send.OutboxCommand}: schedules, and what is done to them. */
  SCHEDULE_MESSAGE(
      "whatsapp-schedule-message", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /**
   * {@link dev.carteiro.contract.send.SendDispatch}. Broker time is the record's time: from it, a
   * sender counts how long the dispatch may be claimed.
   */
  SEND_DISPATCH(
      "whatsapp-send-dispatch", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(1), true),
  /** {@link dev.carteiro.contract.send.SendResult}. */
  SEND_RESULT("whatsapp-send-result", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.send.StateEvent}. */
  SEND_STATE("whatsapp-send-state", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.send.CommandReply}; the bridge that asked is listening. */
  COMMAND_REPLY(
      "whatsapp-command-reply", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofHours(1), false),
  /**
   * {@link dev.carteiro.contract.send.PermitRequest} by tenant: what instances ask of their
   * tenant's limit.
   */
  PERMIT_REQUEST(
      "whatsapp-permit-request", Keyed.BY_TENANT, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.send.Permit}. */
  PERMIT("whatsapp-permit", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.event.DeadLetter}. */
  DEAD_LETTER(
      "whatsapp-dead-letter", Keyed.BY_INSTANCE, Cleanup.DELETE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.event.AlertEvent} by the alert's id. */
  ALERT("whatsapp-alert", Keyed.ADMINISTRATIVE, Cleanup.DELETE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.event.AuditEvent} by its subject. */
  AUDIT("whatsapp-audit", Keyed.ADMINISTRATIVE, Cleanup.DELETE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.event.TenantRecord} by tenant id. */
  TENANT("whatsapp-tenant", Keyed.ADMINISTRATIVE, Cleanup.COMPACT, null, false),
  /**
   * {@link dev.carteiro.contract.event.ApiKeyRecord} by the hash of the key; a tombstone revokes.
   */
  API_KEY("whatsapp-api-key", Keyed.ADMINISTRATIVE, Cleanup.COMPACT, null, false),
  /**
   * {@link dev.carteiro.contract.event.ClockReading} by process: with its acknowledgement a process
   * learns the brokers' time, and whoever reads it how far the process's clock is off that.
   */
  CLOCK("whatsapp-clock", Keyed.ADMINISTRATIVE, Cleanup.DELETE, Duration.ofHours(1), true);

  /** Kafka's name of the topic setting that says whose clock stamps records. */
  public static final String TIMESTAMP_TYPE = "message.timestamp.type";

  /** Its value where the broker's clock does. */
  public static final String BROKER_TIME = "LogAppendTime";

  private enum Keyed {
    BY_INSTANCE,
    BY_TENANT,
    ADMINISTRATIVE
  }

  private enum Cleanup {
    DELETE,
    COMPACT
  }

  private final String topicName;
  private final Keyed keyed;
  private final Cleanup cleanup;
  private final Duration retention;
  private final boolean brokerTime;

  Topic(String topicName, Keyed keyed, Cleanup cleanup, Duration retention, boolean brokerTime) {
    this.topicName = topicName;
    this.keyed = keyed;
    this.cleanup = cleanup;
    this.retention = retention;
    this.brokerTime = brokerTime;
  }

  /** The topic's name in Kafka. */
  public String topicName() {
    return topicName;
  }

  /** Whether the key is an instance, and so the partition count the common one. */
  public boolean keyedByInstance() {
    return keyed == Keyed.BY_INSTANCE;
  }

  /**
   * How many partitions the topic has when instance-keyed topics have {@code instancePartitions}.
   */
  public int partitions(int instancePartitions) {
    return keyed == Keyed.ADMINISTRATIVE ? 1 : instancePartitions;
  }

  /** How long records are kept; empty for compacted topics, which keep the newest of every key. */
  public Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /**
   * Topic-level configuration, by Kafka's property names.
   *
   * @param maxRecordBytes the largest record any topic must hold
   */
  public Map<String, String> configuration(int maxRecordBytes) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put("cleanup.policy", cleanup == Cleanup.COMPACT ? "compact" : "delete");
    if (retention != null) {
      configuration.put("retention.ms", Long.toString(retention.toMillis()));
    }
    configuration.put("max.message.bytes", Integer.toString(maxRecordBytes));
    if (brokerTime) {
      // Windows and ages run on the broker's clock; a payload's or a producer's clock could end
      // them early.
      configuration.put(TIMESTAMP_TYPE, BROKER_TIME);
    }
    return configuration;
  }

  /** Whether a record's time is when the broker appended it, whatever its producer says. */
  public boolean brokerTime() {
    return brokerTime;
  }

  /** The catalogue entry of a name, if it is one of the project's topics. */
  public static Optional<Topic> named(String topicName) {
    for (Topic topic : values()) {
      if (topic.topicName.equals(topicName)) {
        return Optional.of(topic);
      }
    }
    return Optional.empty();
  }
}
