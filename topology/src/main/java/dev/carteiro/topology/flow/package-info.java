// SPDX-License-Identifier: Apache-2.0
/** What passes between the stages. No Kafka types. */
package dev.carteiro.topology.flow;
