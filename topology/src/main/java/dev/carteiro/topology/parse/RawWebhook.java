// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import java.time.Instant;

/**
 * One webhook as the bridge wrote it to {@code whatsapp-webhook}.
 *
 * @param key record key {@code gateway/name}; null when the bridge found no usable instance in the
 *     body
 * @param body as received, its secrets masked; null for a record without a value
 * @param receivedAt when the bridge had read the body
 * @param traceId null when the record carries none
 * @param apikeyFingerprint {@link dev.carteiro.contract.Sha256Fingerprint} of the body's apikey;
 *     null when it had none
 */
public record RawWebhook(
    String key, byte[] body, Instant receivedAt, String traceId, String apikeyFingerprint) {}
