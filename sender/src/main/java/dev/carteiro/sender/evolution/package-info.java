// SPDX-License-Identifier: Apache-2.0
/**
 * Everything that knows Evolution's HTTP API: requests, the client, responses, the tables of send
 * errors, and what answers to probes mean. It knows nothing of Kafka.
 */
package dev.carteiro.sender.evolution;
