// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import java.util.Locale;

/** The priorities of calls that wait for a slot, most urgent first: the lanes, and "typing". */
public enum CallPriority {
  HIGH,
  NORMAL,
  LOW,
  MONITORING,
  MAINTENANCE,
  /** "Typing", open for as long as it is shown; may be dropped. */
  PRESENCE;

  static CallPriority of(SendDispatch dispatch) {
    return switch (dispatch.action()) {
      case PRESENCE -> PRESENCE;
      case PROBE -> MONITORING;
      case SEND -> of(dispatch.lane());
    };
  }

  static CallPriority of(Lane lane) {
    return lane == null ? NORMAL : valueOf(lane.name());
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
