// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The topic catalogue: every topic of the project with its name, key, records and retention. No
 * topic name is written anywhere else.
 *
 * <p>All topics that are keyed by instance have the same partition count, so that everything about
 * one number meets in one task of the topology, in order. Keys are {@link InstanceKey#text()}.
 */
public enum Topic {
  /**
   * Body of a webhook as received, secrets masked; headers of {@link CarteiroRecordHeaders}. Record
   * timestamps are broker time.
   */
  WEBHOOK("whatsapp-webhook", KeyScope.BY_INSTANCE, Duration.ofDays(7), true),
  /** {@link dev.carteiro.contract.registry.InstanceBinding}; a tombstone removes the binding. */
  INSTANCE("whatsapp-instance", KeyScope.BY_INSTANCE, null, false),
  /** {@link dev.carteiro.contract.message.MessageEvent}. */
  MESSAGE("whatsapp-message"),
  /** {@link dev.carteiro.contract.message.MessageStatusEvent}, or {@code MessageReceiptEvent}. */
  MESSAGE_STATUS("whatsapp-message-status"),
  /** {@link dev.carteiro.contract.event.InstanceStatusEvent}. */
  INSTANCE_STATUS("whatsapp-instance-status"),
  /** {@link dev.carteiro.contract.event.EvolutionEvent}. */
  EVENT("whatsapp-event"),
  /** {@code OutboxCommand}: to send messages now, and about these and about batches. */
  SEND_MESSAGE("whatsapp-send-message"),
  /** {@code OutboxCommand}: to schedule messages, and about schedules. */
  SCHEDULE_MESSAGE("whatsapp-schedule-message"),
  /** {@code SendDispatch}, by broker time: from it counts how long it may be claimed. */
  SEND_DISPATCH("whatsapp-send-dispatch", KeyScope.BY_INSTANCE, Duration.ofDays(1), true),
  /** {@link dev.carteiro.contract.send.SendResult}. */
  SEND_RESULT("whatsapp-send-result"),
  /** {@link dev.carteiro.contract.send.SendStateEvent}. */
  SEND_STATE("whatsapp-send-state"),
  /** {@link dev.carteiro.contract.send.CommandReply}; the command's bridge waits for it. */
  COMMAND_REPLY("whatsapp-command-reply", KeyScope.BY_INSTANCE, Duration.ofHours(1), false),
  /** {@link dev.carteiro.contract.send.TenantPermitRequest} by tenant. */
  PERMIT_REQUEST("whatsapp-permit-request", KeyScope.BY_TENANT, Duration.ofDays(7), false),
  /** {@link dev.carteiro.contract.send.TenantPermitGrant}. */
  PERMIT("whatsapp-permit"),
  /** {@link dev.carteiro.contract.event.DeadLetter}. */
  DEAD_LETTER("whatsapp-dead-letter", KeyScope.BY_INSTANCE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.event.AlertEvent} by the alert's id. */
  ALERT("whatsapp-alert", KeyScope.ADMINISTRATIVE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.event.AuditEvent} by its subject. */
  AUDIT("whatsapp-audit", KeyScope.ADMINISTRATIVE, Duration.ofDays(30), false),
  /** {@link dev.carteiro.contract.registry.TenantRecord} by tenant id. */
  TENANT("whatsapp-tenant", KeyScope.ADMINISTRATIVE, null, false),
  /** {@link dev.carteiro.contract.registry.ApiKeyRecord} by the key's hash; or a tombstone. */
  API_KEY("whatsapp-api-key", KeyScope.ADMINISTRATIVE, null, false),
  /**
   * {@link dev.carteiro.contract.event.ClockReading} by process. The acknowledgement tells the
   * process the brokers' time; the record tells its readers how far the process's clock is off.
   * Record timestamps are broker time.
   */
  CLOCK("whatsapp-clock", KeyScope.ADMINISTRATIVE, Duration.ofHours(1), true);

  /** Kafka's topic setting that says whose clock stamps records. */
  public static final String TIMESTAMP_TYPE = "message.timestamp.type";

  /** The value of {@link #TIMESTAMP_TYPE} with which the broker's clock stamps records. */
  public static final String BROKER_TIME = "LogAppendTime";

  private enum KeyScope {
    BY_INSTANCE,
    BY_TENANT,
    ADMINISTRATIVE
  }

  private final String topicName;
  private final KeyScope keyed;

  /** How long records are kept; null for compacted topics, which keep the newest of every key. */
  private final Duration retention;

  private final boolean brokerTime;

  /** A topic by instance that keeps records for seven days, stamped by its producers. */
  Topic(String topicName) {
    this(topicName, KeyScope.BY_INSTANCE, Duration.ofDays(7), false);
  }

  Topic(String topicName, KeyScope keyed, Duration retention, boolean brokerTime) {
    this.topicName = topicName;
    this.keyed = keyed;
    this.retention = retention;
    this.brokerTime = brokerTime;
  }

  public String topicName() {
    return topicName;
  }

  /** Whether the key is an instance; all such topics have the same partition count. */
  public boolean keyedByInstance() {
    return keyed == KeyScope.BY_INSTANCE;
  }

  /** The partition count, given that of the topics that are keyed by instance. */
  public int partitions(int instancePartitions) {
    return keyed == KeyScope.ADMINISTRATIVE ? 1 : instancePartitions;
  }

  public Map<String, String> configuration(int maxRecordBytes) {
    Map<String, String> configuration = new LinkedHashMap<>();
    configuration.put("cleanup.policy", retention == null ? "compact" : "delete");
    if (retention != null) {
      configuration.put("retention.ms", Long.toString(retention.toMillis()));
    }
    configuration.put("max.message.bytes", Integer.toString(maxRecordBytes));
    if (brokerTime) {
      // Windows run on the broker's clock; a producer's clock could end them early.
      configuration.put(TIMESTAMP_TYPE, BROKER_TIME);
    }
    return configuration;
  }

  /** Whether record timestamps are broker time, whatever the producer says. */
  public boolean brokerTime() {
    return brokerTime;
  }

  /** The topic of that name; empty when it is not one of the project's. */
  public static Optional<Topic> named(String topicName) {
    return Arrays.stream(values()).filter(topic -> topic.topicName.equals(topicName)).findFirst();
  }
}
