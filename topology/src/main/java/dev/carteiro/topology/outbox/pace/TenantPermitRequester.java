// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.contract.send.TenantPermitRequest.PermitAction;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.pace.InstanceSendState.TenantPermitStatus;
import dev.carteiro.topology.outbox.port.OutboxPort;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Requests the permits that instances need under their tenant's limit: one at a time, when a
 * message could leave. Gives back the permits that cannot be used.
 */
public final class TenantPermitRequester {
  private final OutboxPort port;

  /** Instances that asked since this task started; one that asked before asks once more. */
  private final Set<String> requested = new HashSet<>();

  TenantPermitRequester(OutboxPort port) {
    this.port = port;
  }

  /** Whether the tenant's limit lets a message leave; asks for a permit when it does not yet. */
  public boolean mayLeave(
      InstanceSendState sendState, String tenantId, Optional<TenantRecord> tenant, long nowMs) {
    if (!tenantId.equals(sendState.permitTenant)) {
      // The instance was another tenant's; a permit of that one is given back on arrival.
      giveBackUnneeded(sendState, nowMs);
      sendState.tenantPermit = TenantPermitStatus.NONE;
    }
    if (sendState.tenantPermit == TenantPermitStatus.GRANTED
        || tenant.map(TenantRecord::ratePerMinute).isEmpty()) {
      return true;
    }
    boolean isNew = requested.add(sendState.instance());
    if (sendState.tenantPermit == TenantPermitStatus.NONE || isNew) {
      sendState.tenantPermit = TenantPermitStatus.ASKED;
      sendState.permitAskedAt = nowMs;
      sendState.permitTenant = tenantId;
      request(tenantId, sendState.instance(), PermitAction.ASK, nowMs);
    }
    return false;
  }

  /** Takes the permit for an attempt; false when there is none. */
  public boolean take(InstanceSendState sendState) {
    boolean granted = sendState.tenantPermit == TenantPermitStatus.GRANTED;
    if (granted) {
      sendState.tenantPermit = TenantPermitStatus.NONE;
    }
    return granted;
  }

  /** Handles a granted permit; gives it back when the instance does not wait for it any more. */
  public void granted(InstanceSendState sendState, String tenantId, long nowMs) {
    if (sendState.tenantPermit == TenantPermitStatus.ASKED
        && tenantId.equals(sendState.permitTenant)) {
      sendState.tenantPermit = TenantPermitStatus.GRANTED;
    } else {
      request(tenantId, sendState.instance(), PermitAction.UNUSED, nowMs);
    }
  }

  /** Gives back a permit that no message can use now. */
  public void giveBackUnneeded(InstanceSendState sendState, long nowMs) {
    if (sendState.tenantPermit == TenantPermitStatus.GRANTED) {
      sendState.tenantPermit = TenantPermitStatus.NONE;
      request(sendState.permitTenant, sendState.instance(), PermitAction.UNUSED, nowMs);
    }
  }

  /** Settles the permit of an attempt that is over; one that was not used is given back. */
  void settle(String tenantId, String instance, InFlightAttempt attempt, boolean used, long nowMs) {
    if (attempt.ofTenantLimit()) {
      PermitAction action = used ? PermitAction.USED : PermitAction.UNUSED;
      request(tenantId, instance, action, nowMs);
    }
  }

  private void request(String tenantId, String instance, PermitAction action, long nowMs) {
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
