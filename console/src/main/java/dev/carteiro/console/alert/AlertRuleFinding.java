// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;
import java.util.List;

/**
 * A place where a rule's condition holds.
 *
 * @param subject within the rule; null if the rule has only one
 * @param tenantId null for the platform
 * @param words the arguments of the alert's sentence, in order
 */
record AlertRuleFinding(
    String subject, String tenantId, InstanceKey instance, double measured, List<Object> words) {

  static AlertRuleFinding part(String subject, double measured, Object... words) {
    return new AlertRuleFinding(subject, null, null, measured, List.of(words));
  }

  static AlertRuleFinding instance(
      String tenantId, InstanceKey instance, double measured, Object... words) {
    return new AlertRuleFinding(instance.text(), tenantId, instance, measured, List.of(words));
  }
}
