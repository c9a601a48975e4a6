// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.contract.send.PermitRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Requests the permits that instances need under their tenant's limit: one at a time, when a
 * message could leave. Gives back the permits that cannot be used.
 */
final class TenantPermits {
  private final OutboxPort port;

  /** Instances that asked since this task started. An instance that asked before asks once more. */
  private final Set<String> asked = new HashSet<>();

  TenantPermits(OutboxPort port) {
    this.port = port;
  }

  /** Whether the tenant's limit lets a message leave; asks for a permit when it does not yet. */
  boolean mayLeave(Pace pace, String tenantId, Optional<TenantRecord> tenant, long nowMs) {
    if (!tenantId.equals(pace.permitTenant)) {
      // The instance was another tenant's. A permit that comes under that tenant's limit is given
      // back on arrival.
      giveBackUnneeded(pace, nowMs);
      pace.tenantPermit = Pace.TenantPermit.NONE;
    }
    if (pace.tenantPermit == Pace.TenantPermit.GRANTED) {
      return true;
    }
    if (tenant.map(TenantRecord::ratePerMinute).isEmpty()) {
      return true;
    }
    boolean lost = pace.tenantPermit == Pace.TenantPermit.ASKED && !asked.contains(pace.instance);
    if (pace.tenantPermit == Pace.TenantPermit.NONE || lost) {
      asked.add(pace.instance);
      pace.tenantPermit = Pace.TenantPermit.ASKED;
      pace.permitAskedAt = nowMs;
      pace.permitTenant = tenantId;
      request(pace.permitTenant, pace.instance, PermitRequest.Action.ASK, nowMs);
    }
    return false;
  }

  /**
   * Takes the permit for an attempt.
   *
   * @return whether there was one
   */
  boolean take(Pace pace) {
    boolean granted = pace.tenantPermit == Pace.TenantPermit.GRANTED;
    if (granted) {
      pace.tenantPermit = Pace.TenantPermit.NONE;
    }
    return granted;
  }

  /** Handles a granted permit; gives it back when the instance does not wait for it any more. */
  void granted(Pace pace, String tenantId, long nowMs) {
    if (pace.tenantPermit == Pace.TenantPermit.ASKED && tenantId.equals(pace.permitTenant)) {
      pace.tenantPermit = Pace.TenantPermit.GRANTED;
    } else {
      request(tenantId, pace.instance, PermitRequest.Action.UNUSED, nowMs);
    }
  }

  /** Gives back a permit that no message can use now. */
  void giveBackUnneeded(Pace pace, long nowMs) {
    if (pace.tenantPermit == Pace.TenantPermit.GRANTED) {
      pace.tenantPermit = Pace.TenantPermit.NONE;
      request(pace.permitTenant, pace.instance, PermitRequest.Action.UNUSED, nowMs);
    }
  }

  /** Reports the permit of an attempt as used: the attempt may have reached Evolution. */
  void used(Job job, Pace.InFlight attempt, long nowMs) {
    if (attempt.ofTenantLimit()) {
      request(job.identity.tenantId(), job.instance(), PermitRequest.Action.USED, nowMs);
    }
  }

  /** Gives back the permit of an attempt that never left. */
  void unused(Job job, Pace.InFlight attempt, long nowMs) {
    if (attempt.ofTenantLimit()) {
      request(job.identity.tenantId(), job.instance(), PermitRequest.Action.UNUSED, nowMs);
    }
  }

  private void request(String tenantId, String instance, PermitRequest.Action action, long nowMs) {
    port.write(
        Topic.PERMIT_REQUEST,
        tenantId,
        new PermitRequest(
            PermitRequest.VERSION,
            tenantId,
            InstanceKey.parse(instance),
            action,
            Instant.ofEpochMilli(nowMs)),
        null);
  }
}
