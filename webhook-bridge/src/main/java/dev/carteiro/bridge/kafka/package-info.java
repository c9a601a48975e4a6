// SPDX-License-Identifier: Apache-2.0
/** The bridge's producer, its views of the compacted topics, and the replies to commands. */
package dev.carteiro.bridge.kafka;
