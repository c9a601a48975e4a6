// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

/** Input of the resolve stage: parsed webhooks and changes of bindings. */
public sealed interface ResolveInput extends Flow permits ParsedWebhook, BindingChange {}
