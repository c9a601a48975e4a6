// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.runtime.Health;

/** What the sender's threads say of themselves to those who ask over HTTP. Never blocks. */
final class SenderStatus {
  private volatile Health.Check kafka = Health.Check.notReady("kafka", "not connected yet");
  private volatile Health.Check bindings =
      Health.Check.notReady("bindings", "the bindings were not read yet");

  /**
   * @param problem null for none
   */
  void kafka(String problem) {
    kafka = check("kafka", problem);
  }

  void bindings(String problem) {
    bindings = check("bindings", problem);
  }

  Health health(String unwritten) {
    return Health.of(kafka, bindings, check("results", unwritten));
  }

  private static Health.Check check(String name, String problem) {
    return problem == null ? Health.Check.ready(name) : Health.Check.notReady(name, problem);
  }
}
