// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

/** Input of the resolve stage: parsed webhooks and changes of bindings. */
public sealed interface ResolveStageInput extends StageRecord
    permits ParsedWebhook, InstanceBindingChange {}
