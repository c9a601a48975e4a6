// SPDX-License-Identifier: Apache-2.0
/**
 * The first stage: the bytes of one webhook become the facts it states. Pure rules, no Kafka, no
 * clock, no I/O; the one entry is {@link dev.carteiro.topology.parse.WebhookParser}.
 */
package dev.carteiro.topology.parse;
