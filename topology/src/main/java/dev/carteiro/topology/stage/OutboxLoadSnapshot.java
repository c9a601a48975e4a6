// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import dev.carteiro.contract.send.Lane;
import java.util.Map;

/**
 * The load of the outbox of one partition.
 *
 * @param backlog messages that wait for their turn, by lane; those between attempts, and those
 *     behind an earlier one to the same recipient, are not among them
 * @param inFlight attempts that take an in-flight slot
 * @param openJobs jobs that are not over and do not wait for a person, scheduled ones included
 * @param scheduledJobs jobs that wait for their time
 * @param manualJobs jobs that wait for a person
 * @param heldInstances instances that have something to send and may not
 */
public record OutboxLoadSnapshot(
    Map<Lane, Long> backlog,
    long inFlight,
    long openJobs,
    long scheduledJobs,
    long manualJobs,
    long heldInstances) {}
