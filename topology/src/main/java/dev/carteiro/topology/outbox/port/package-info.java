// SPDX-License-Identifier: Apache-2.0
/** How the rules of the outbox read the data of other stages and write their outputs. */
package dev.carteiro.topology.outbox.port;
