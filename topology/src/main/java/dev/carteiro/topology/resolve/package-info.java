// SPDX-License-Identifier: Apache-2.0
/**
 * The resolve stage: finds the tenant of each webhook by the binding of its instance.
 *
 * <p>In: {@link dev.carteiro.topology.record.ResolveStageInput}, that is, parsed webhooks and
 * changes of bindings. Out: {@link dev.carteiro.topology.record.ResolvedWebhookFact}, one for each
 * fact of a webhook; and dead letters of webhooks that contradict the binding, exceed a limit of
 * parking, or were parked for too long. State: the bindings ({@code instance-bindings}), and the
 * webhooks of unregistered instances ({@code parked-queues}, {@code parked-webhooks}), which are
 * released in order when the binding comes.
 */
package dev.carteiro.topology.resolve;
