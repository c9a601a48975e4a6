// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

/** Any record that one stage forwards to another. */
public sealed interface StageRecord
    permits OriginTrackedRecord, ResolveStageInput, OutboxStageInput, StatsUpdate {}
