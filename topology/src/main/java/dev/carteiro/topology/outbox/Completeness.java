// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.contract.send.SendResult;
import java.util.regex.Pattern;

/** Validates that records of Carteiro's own topics have the fields that the outbox requires. */
public final class Completeness {
  /** A sender's id is one line, because it becomes part of a timer's key. */
  private static final Pattern SENDER = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private Completeness() {}

  /** Whether a command has all required fields. */
  public static boolean ofCommand(OutboxCommand command) {
    if (command instanceof ControlCommand control) {
      return control.commandId() != null
          && control.action() != null
          && control.target() != null
          && control.timestamp() != null
          && (control.action() != ControlCommand.Action.RESCHEDULE
              || control.scheduledFor() != null);
    }
    SendCommand send = (SendCommand) command;
    boolean batchComplete =
        send.batchId() == null || send.batchIndex() != null && send.batchSize() != null;
    return send.id() != null
        && JobId.parse(send.id()).isPresent()
        && send.tenantId() != null
        && send.instance() != null
        && send.phoneNumber() != null
        && send.content() != null
        && send.timestamp() != null
        && send.priority() != null
        && batchComplete;
  }

  /** Whether a result has all required fields. */
  public static boolean ofResult(SendResult result) {
    if (result.kind() == SendResult.Kind.TAKEN_OVER) {
      return result.senderId() != null && SENDER.matcher(result.senderId()).matches();
    }
    // A sender also probes unasked: no dispatch stands behind such a result.
    return result.kind() != null
        && result.instance() != null
        && (result.dispatchId() != null || result.kind() == SendResult.Kind.PROBED);
  }

  /** Whether a permit has all required fields. */
  public static boolean ofPermit(Permit permit) {
    return permit.tenantId() != null && permit.instance() != null;
  }
}
