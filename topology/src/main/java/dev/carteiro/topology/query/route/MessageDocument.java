// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.topology.merge.MessageStateView;
import java.time.Instant;
import java.util.List;

/**
 * The document of a message.
 *
 * @param statusAt when its present status was received; null if none was
 * @param job the job that sent it; null if none is known
 */
record MessageDocument(
    @JsonUnwrapped MessageStateView message,
    Instant statusAt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MemberReceipt> receipts,
    ObjectNode job) {

  /** How far a member of a group or list is with the message. */
  record MemberReceipt(String participant, String reached, Instant seenAt) {}

  static MessageDocument of(MessageStateView message) {
    return of(message, List.of(), null);
  }

  static MessageDocument of(
      MessageStateView message, List<MemberReceipt> receipts, ObjectNode job) {
    Instant statusAt = message.status() == null ? null : message.statuses().get(message.status());
    return new MessageDocument(message, statusAt, receipts, job);
  }
}
