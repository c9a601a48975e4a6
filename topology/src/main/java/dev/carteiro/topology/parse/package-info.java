// SPDX-License-Identifier: Apache-2.0
/**
 * The parse stage, the first one. In: one webhook as the bridge wrote it ({@link
 * dev.carteiro.topology.parse.RawWebhook}). Out: the facts that it states, or the reason why it is
 * rejected ({@link dev.carteiro.topology.parse.WebhookParseResult}). It remembers nothing. The
 * rules are pure: no Kafka, no clock, no I/O. Begin at {@link
 * dev.carteiro.topology.parse.WebhookParser}.
 */
package dev.carteiro.topology.parse;
