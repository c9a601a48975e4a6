// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;
import java.util.List;

/**
 * A rule's condition holds.
 *
 * @param subject what for; null when there is but one
 * @param tenantId whose trouble it is; null for the platform's
 * @param instance null when it is about no single number
 * @param measured the number that was compared
 * @param words what the sentence says, in its order
 */
record Finding(
    String subject, String tenantId, InstanceKey instance, double measured, List<Object> words) {

  Finding {
    words = List.copyOf(words);
  }

  /** About the platform as a whole. */
  static Finding platform(double measured, Object... words) {
    return new Finding(null, null, null, measured, List.of(words));
  }

  /** About a part of the platform. */
  static Finding part(String subject, double measured, Object... words) {
    return new Finding(subject, null, null, measured, List.of(words));
  }

  /** About a tenant's number. */
  static Finding instance(String tenantId, InstanceKey instance, double measured, Object... words) {
    return new Finding(instance.text(), tenantId, instance, measured, List.of(words));
  }
}
