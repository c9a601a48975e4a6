// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.time.Instant;
import java.util.List;

/**
 * What a run of sending asked for, and what it left behind.
 *
 * @param asked messages that the bridge accepted, in the order of each instance
 * @param limits by instance: how many may be called in any 60 s
 * @param tenantLimits by tenant: the same over all its instances
 * @param calls message calls that reached Evolution
 * @param deliveries what really reached WhatsApp
 * @param jobs rows of the message log
 * @param told what senders said of their attempts, in the order of each number
 * @param servers by instance: host and port of the Evolution server that it is on
 * @param outages when servers could not be reached at all
 */
record SendRunEvidence(
    List<AcceptedRequest> asked,
    java.util.Map<String, Integer> limits,
    java.util.Map<String, Integer> tenantLimits,
    List<EvolutionCall> calls,
    List<WhatsAppDelivery> deliveries,
    List<LoggedJob> jobs,
    List<SenderReport> told,
    java.util.Map<String, String> servers,
    List<ServerOutage> outages) {

  /** A message that was accepted; its text is unique. */
  record AcceptedRequest(
      String id,
      String tenant,
      String instance,
      String recipient,
      String lane,
      String text,
      int number) {}

  /** A message call, whatever came of it. */
  record EvolutionCall(String instance, Instant at) {}

  /** A message that reached WhatsApp. */
  record WhatsAppDelivery(String instance, String recipient, String text, Instant at) {}

  /**
   * What a sender said of one attempt.
   *
   * @param called whether it called a server for it
   * @param code null for a message that was accepted
   * @param httpStatus 0 when there was no answer
   */
  record SenderReport(
      String sender, String instance, boolean called, String code, int httpStatus, Instant at) {}

  /** A server that could not be reached. */
  record ServerOutage(String server, Instant from, Instant to) {}

  /**
   * A row of the message log.
   *
   * @param lane the one that it left in
   */
  record LoggedJob(
      String id, String tenant, String instance, String status, int attempts, String lane) {}
}
