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
 */
record SendTruth(
    List<Asked> asked,
    java.util.Map<String, Integer> limits,
    java.util.Map<String, Integer> tenantLimits,
    List<Call> calls,
    List<Delivered> deliveries,
    List<Row> jobs) {

  /** A message that was accepted; its text is unique. */
  record Asked(
      String id,
      String tenant,
      String instance,
      String recipient,
      String lane,
      String text,
      int number) {}

  /** A message call, whatever came of it. */
  record Call(String instance, Instant at) {}

  /** A message that reached WhatsApp. */
  record Delivered(String instance, String recipient, String text, Instant at) {}

  /** A row of the message log. */
  record Row(String id, String tenant, String instance, String status, int attempts) {}
}
