// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.input;

import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import java.util.regex.Pattern;

/** Validates that records of Carteiro's own topics have the fields that the outbox requires. */
final class OutboxInputValidator {
  /** A sender's id is one line, because it becomes part of a timer's key. */
  private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private OutboxInputValidator() {}

  static boolean ofCommand(OutboxCommand command) {
    return command.fold(OutboxInputValidator::ofSend, OutboxInputValidator::ofControl);
  }

  private static boolean ofControl(ControlCommand control) {
    return control.commandId() != null
        && control.action() != null
        && control.target() != null
        && control.timestamp() != null
        && (control.action() != ControlCommand.ControlAction.RESCHEDULE
            || control.scheduledFor() != null);
  }

  private static boolean ofSend(SendMessageCommand send) {
    boolean batchComplete =
        send.batchId() == null || send.batchIndex() != null && send.batchSize() != null;
    return send.id() != null
        && JobIdFormat.parse(send.id()).isPresent()
        && send.tenantId() != null
        && send.instance() != null
        && send.phoneNumber() != null
        && send.content() != null
        && send.timestamp() != null
        && send.priority() != null
        && batchComplete;
  }

  static boolean ofResult(SendResult result) {
    if (result.kind() == SendResult.SendResultKind.TAKEN_OVER) {
      return result.senderId() != null && SENDER.matcher(result.senderId()).matches();
    }
    // A sender also probes unasked: no dispatch stands behind such a result.
    return result.kind() != null
        && result.instance() != null
        && (result.dispatchId() != null || result.kind() == SendResult.SendResultKind.PROBED);
  }

  static boolean ofPermit(TenantPermitGrant permit) {
    return permit.tenantId() != null && permit.instance() != null;
  }
}
