// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.TenantPermitRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Requests the permits that instances need under their tenant's limit: one at a time, when a
 * message could leave. Gives back the permits that cannot be used.
 */
final class TenantPermitRequester {
  private final OutboxPort port;

  /** Instances that asked since this task started. An instance that asked before asks once more. */
  private final Set<String> asked = new HashSet<>();

  TenantPermitRequester(OutboxPort port) {
    this.port = port;
  }

  /** Whether the tenant's limit lets a message leave; asks for a permit when it does not yet. */
  boolean mayLeave(
      InstanceSendState pace, String tenantId, Optional<TenantRecord> tenant, long nowMs) {
    if (!tenantId.equals(pace.permitTenant)) {
      // The instance was another tenant's. A permit that comes under that tenant's limit is given
      // back on arrival.
      giveBackUnneeded(pace, nowMs);
      pace.tenantPermit = InstanceSendState.TenantPermitStatus.NONE;
    }
    if (pace.tenantPermit == InstanceSendState.TenantPermitStatus.GRANTED) {
      return true;
    }
    if (tenant.map(TenantRecord::ratePerMinute).isEmpty()) {
      return true;
    }
    boolean lost =
        pace.tenantPermit == InstanceSendState.TenantPermitStatus.ASKED
            && !asked.contains(pace.instance);
    if (pace.tenantPermit == InstanceSendState.TenantPermitStatus.NONE || lost) {
      asked.add(pace.instance);
      pace.tenantPermit = InstanceSendState.TenantPermitStatus.ASKED;
      pace.permitAskedAt = nowMs;
      pace.permitTenant = tenantId;
      request(pace.permitTenant, pace.instance, TenantPermitRequest.PermitAction.ASK, nowMs);
    }
    return false;
  }

  /**
   * Takes the permit for an attempt.
   *
   * @return whether there was one
   */
  boolean take(InstanceSendState pace) {
    boolean granted = pace.tenantPermit == InstanceSendState.TenantPermitStatus.GRANTED;
    if (granted) {
      pace.tenantPermit = InstanceSendState.TenantPermitStatus.NONE;
    }
    return granted;
  }

  /** Handles a granted permit; gives it back when the instance does not wait for it any more. */
  void granted(InstanceSendState pace, String tenantId, long nowMs) {
    if (pace.tenantPermit == InstanceSendState.TenantPermitStatus.ASKED
        && tenantId.equals(pace.permitTenant)) {
      pace.tenantPermit = InstanceSendState.TenantPermitStatus.GRANTED;
    } else {
      request(tenantId, pace.instance, TenantPermitRequest.PermitAction.UNUSED, nowMs);
    }
  }

  /** Gives back a permit that no message can use now. */
  void giveBackUnneeded(InstanceSendState pace, long nowMs) {
    if (pace.tenantPermit == InstanceSendState.TenantPermitStatus.GRANTED) {
      pace.tenantPermit = InstanceSendState.TenantPermitStatus.NONE;
      request(pace.permitTenant, pace.instance, TenantPermitRequest.PermitAction.UNUSED, nowMs);
    }
  }

  /** Reports the permit of an attempt as used: the attempt may have reached Evolution. */
  void used(SendJob job, InstanceSendState.InFlightAttempt attempt, long nowMs) {
    if (attempt.ofTenantLimit()) {
      request(
          job.identity.tenantId(), job.instance(), TenantPermitRequest.PermitAction.USED, nowMs);
    }
  }

  /** Gives back the permit of an attempt that never left. */
  void unused(SendJob job, InstanceSendState.InFlightAttempt attempt, long nowMs) {
    if (attempt.ofTenantLimit()) {
      request(
          job.identity.tenantId(), job.instance(), TenantPermitRequest.PermitAction.UNUSED, nowMs);
    }
  }

  private void request(
      String tenantId, String instance, TenantPermitRequest.PermitAction action, long nowMs) {
    port.write(
        Topic.PERMIT_REQUEST,
        tenantId,
        new TenantPermitRequest(
            TenantPermitRequest.VERSION,
            tenantId,
            InstanceKey.parse(instance),
            action,
            Instant.ofEpochMilli(nowMs)),
        null);
  }
}
