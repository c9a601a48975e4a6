// SPDX-License-Identifier: Apache-2.0
/** What a webhook says: bytes to facts. No Kafka types. */
package dev.carteiro.topology.parse;
