// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.event.InstanceStatusEvent;

/** The last known state of an instance's connection. */
enum InstanceConnectionStatus {
  /** No event has come yet: sending finds out. */
  UNTOLD(0),
  OPEN(1),
  CLOSED(2),
  /** Evolution does not have the instance any more, whatever its integration. */
  GONE(3);

  /** The number of this status in stored bytes; never changed, never used again. */
  final int storeCode;

  InstanceConnectionStatus(int storeCode) {
    this.storeCode = storeCode;
  }

  /** Whether the state prevents sending; a probe finds out whether it still holds. */
  boolean isAway() {
    return this == CLOSED || this == GONE;
  }

  /** The status after Evolution's word, or one of {@link InstanceStatusEvent}'s. */
  InstanceConnectionStatus after(String state) {
    if (InstanceStatusEvent.isGone(state)) {
      return GONE;
    }
    return switch (state) {
      case "open" -> OPEN;
      // The instance exists again; an event or a probe will tell whether it is connected.
      case InstanceStatusEvent.CREATED -> this == GONE ? CLOSED : this;
      default -> CLOSED;
    };
  }
}
