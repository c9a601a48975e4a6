// SPDX-License-Identifier: Apache-2.0
/**
 * The live feed: events as they happen, over WebSocket and server-sent events.
 *
 * <p>{@link dev.carteiro.console.live.LiveFeedConsumer} reads messages, instance states, job states
 * and alerts from Kafka and passes them as events to the {@link
 * dev.carteiro.console.live.LiveFeedHub}, which keeps them for a while in a {@link
 * dev.carteiro.console.live.LiveReplayBuffer}. A client is a position in that buffer. A single
 * thread, the {@link dev.carteiro.console.live.LiveDeliveryLoop}, advances all clients and writes
 * what they have not seen, without blocking on any of them. Nothing is stored; after a restart the
 * buffer is filled from Kafka. The entry point is {@link
 * dev.carteiro.console.live.LiveFeedService}.
 */
package dev.carteiro.console.live;
