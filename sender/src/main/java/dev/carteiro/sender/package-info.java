// SPDX-License-Identifier: Apache-2.0
/** Kafka to Evolution: claims dispatches, calls, and says what became of each. */
package dev.carteiro.sender;
