// SPDX-License-Identifier: Apache-2.0
/** Everything that knows Evolution's HTTP API; it knows nothing of Kafka. */
package dev.carteiro.sender.evolution;
