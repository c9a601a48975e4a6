// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

/**
 * What the bridge reads of a webhook's body.
 *
 * @param instance Evolution's instance name; null when there is no usable one
 * @param event Evolution's event name as it stands there; "" when there is none
 * @param apikeyFingerprint {@link dev.carteiro.contract.Fingerprint} of the body's apikey; null
 *     when it has none
 * @param unaddressed why there is no usable instance; null when there is
 */
record Envelope(String instance, String event, String apikeyFingerprint, Unaddressed unaddressed) {

  static Envelope unaddressed(Unaddressed reason) {
    return new Envelope(null, "", null, reason);
  }
}
