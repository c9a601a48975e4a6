// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.topology.stats.StatsDelta;

/**
 * Something happened that is counted.
 *
 * @param instance {@code gateway/name}
 * @param atMs when: the broker's clock for what a webhook said, the topology's for what became of a
 *     send job; milliseconds since the epoch
 */
public record Counted(String tenantId, String instance, long atMs, StatsDelta delta)
    implements Flow {}
