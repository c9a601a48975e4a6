// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

/** What the resolve stage takes: webhooks, and changes of bindings. */
public sealed interface ResolveInput extends Flow permits ParsedWebhook, BindingChange {}
