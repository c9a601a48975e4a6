// SPDX-License-Identifier: Apache-2.0
/**
 * How topology processes query each other over HTTP: their addresses, their shared credential, and
 * the client.
 */
package dev.carteiro.topology.query.peer;
