// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import java.util.Locale;

/** The lines in which calls wait for a server, most urgent first. */
enum Line {
  HIGH,
  NORMAL,
  LOW,
  MONITORING,
  MAINTENANCE,
  /** Calls that show "typing": they stay open as long as it is shown, and nobody misses one. */
  PRESENCE;

  static Line of(SendDispatch dispatch) {
    return switch (dispatch.action()) {
      case PRESENCE -> PRESENCE;
      case PROBE -> MONITORING;
      case SEND -> of(dispatch.lane());
    };
  }

  private static Line of(Lane lane) {
    return lane == null ? NORMAL : valueOf(lane.name());
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
