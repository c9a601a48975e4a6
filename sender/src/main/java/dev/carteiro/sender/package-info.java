// SPDX-License-Identifier: Apache-2.0
/** The sender role: from dispatches in Kafka to calls of Evolution and their results. */
package dev.carteiro.sender;
