// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

/**
 * Result of scanning a webhook's body.
 *
 * @param instance Evolution's instance name; null when it is missing or not usable
 * @param event Evolution's event name as written; "" when absent
 * @param apikeyFingerprint {@link dev.carteiro.contract.Fingerprint} of the body's apikey; null
 *     when absent
 * @param unaddressed why there is no usable instance name; null when there is
 */
record Envelope(String instance, String event, String apikeyFingerprint, Unaddressed unaddressed) {

  static Envelope unaddressed(Unaddressed reason) {
    return new Envelope(null, "", null, reason);
  }
}
