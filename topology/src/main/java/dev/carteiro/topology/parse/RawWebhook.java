// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import java.time.Instant;

/**
 * One webhook as it stands in the raw topic.
 *
 * @param key the record's key, {@code gateway/name}; null when the bridge found no instance
 * @param body the value, secrets masked
 * @param receivedAt when the bridge had read it
 * @param traceId may be null
 * @param apikeyFingerprint of the body's token before it was masked; may be null
 */
public record RawWebhook(String key, byte[] body, Instant receivedAt, String traceId, String apikeyFingerprint) {}
