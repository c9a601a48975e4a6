// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.Topic;

/**
 * Names of the topology's nodes and state stores. State is kept across upgrades under these names:
 * never reuse one for another purpose.
 */
public final class TopologyNames {
  public static final String WEBHOOKS = "webhooks";
  public static final String BINDINGS = "bindings";
  public static final String PARSE = "parse";
  public static final String BIND = "bind";
  public static final String RESOLVE = "resolve";
  public static final String DEDUPLICATE = "deduplicate";
  public static final String MERGE = "merge";
  public static final String ROUTE = "route";
  public static final String COMMANDS = "commands";
  public static final String RESULTS = "results";
  public static final String PERMITS = "permits";
  public static final String READ_COMMANDS = "read-commands";
  public static final String READ_RESULTS = "read-results";
  public static final String READ_PERMITS = "read-permits";
  public static final String OUTBOX = "outbox";
  public static final String PERMIT_REQUESTS = "permit-requests";
  public static final String PACE_TENANTS = "pace-tenants";

  /**
   * Writes the dead letters of the tenant pace stage, which shares no node with the other stages.
   */
  public static final String PACE_TENANTS_LETTERS = "pace-tenants-dead-letters";

  public static final String STATS = "stats";

  /** Instance text → {@link dev.carteiro.contract.registry.InstanceBinding}. */
  public static final String BINDING_STORE = "instance-bindings";

  /**
   * Queues of parked webhooks by instance; layout in {@link
   * dev.carteiro.topology.resolve.ParkedWebhookStore}.
   */
  public static final String PARKED_QUEUE_STORE = "parked-queues";

  /** Parked webhooks; layout in {@link dev.carteiro.topology.resolve.ParkedWebhookStore}. */
  public static final String PARKED_WEBHOOK_STORE = "parked-webhooks";

  /** Scoped fact key → {@link dev.carteiro.topology.dedup.SeenFactEntry}. */
  public static final String FACT_STORE = "seen-facts";

  /** Scoped message id → {@link dev.carteiro.topology.merge.MessageState}. */
  public static final String MESSAGE_STORE = "message-states";

  /** Instance text → {@link dev.carteiro.topology.merge.InstanceConnectionState}. */
  public static final String CONNECTION_STORE = "connection-states";

  /**
   * Jobs, their commands, batches, and the entries that lead to jobs; the views of the outbox
   * describe them.
   */
  public static final String JOB_STORE = "send-jobs";

  /** 8 B due time, 1 B kind, id → one constant byte. */
  public static final String TIMER_STORE = "timers";

  /**
   * Instance, lane and position → job id; also the jobs that wait behind an earlier one to the same
   * recipient.
   */
  public static final String READY_STORE = "send-ready";

  /** Instance → {@link dev.carteiro.topology.outbox.InstanceSendState}. */
  public static final String PACE_STORE = "send-pace";

  /** Tenant id → {@link dev.carteiro.topology.tenantpace.TenantPaceState}. */
  public static final String TENANT_PACE_STORE = "tenant-pace";

  /** {@link dev.carteiro.topology.stats.StatsKey} → counts, or a sketch of durations. */
  public static final String STATS_STORE = "stats";

  private TopologyNames() {}

  /** The name of the sink node of a topic. */
  public static String sink(Topic topic) {
    return "to-" + topic.topicName();
  }
}
