// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;

/**
 * A reaction to a message.
 *
 * @param targetMessageId the message reacted to
 * @param sender who reacted (jid)
 * @param emoji the reaction; null when it was taken back
 * @param at when, by the sender's clock
 */
public record Reaction(String targetMessageId, String sender, String emoji, Instant at) {}
