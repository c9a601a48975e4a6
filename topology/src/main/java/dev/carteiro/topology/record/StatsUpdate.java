// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.topology.stats.StatsDelta;

/**
 * An increment of the statistics of one tenant and instance.
 *
 * @param instance {@code gateway/name}
 * @param atMs when it happened, in milliseconds since the epoch: broker time for facts of webhooks,
 *     the topology's clock for states of send jobs
 */
public record StatsUpdate(String tenantId, String instance, long atMs, StatsDelta delta) {}
