// SPDX-License-Identifier: Apache-2.0
/**
 * The live feed: what happens, as it happens, over WebSocket and server-sent events.
 *
 * <p>{@link dev.carteiro.console.live.FeedSource} reads Kafka and gives events to the {@link
 * dev.carteiro.console.live.Hub}, which keeps them for a while in one {@link
 * dev.carteiro.console.live.ReplayBuffer}. A client is a position in that buffer, nothing more: a
 * single {@link dev.carteiro.console.live.Pump} moves all of them on, and writes what they have not
 * seen without ever waiting for one.
 */
package dev.carteiro.console.live;
