// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

/**
 * Result of scanning a webhook's body.
 *
 * @param instance Evolution's instance name; null when it is missing or not usable
 * @param event Evolution's event name as written; "" when absent
 * @param apikeyFingerprint {@link dev.carteiro.contract.Sha256Fingerprint} of the body's apikey;
 *     null when absent
 * @param unaddressed why there is no usable instance name; null when there is
 */
public record EnvelopeScanResult(
    String instance, String event, String apikeyFingerprint, UnaddressedReason unaddressed) {

  static EnvelopeScanResult unaddressed(UnaddressedReason reason) {
    return new EnvelopeScanResult(null, "", null, reason);
  }
}
