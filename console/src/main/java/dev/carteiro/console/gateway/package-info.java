// SPDX-License-Identifier: Apache-2.0
/**
 * Forwards API requests to bridge and topology processes, so that one address serves the whole API.
 * These roles authorise each request by the caller's own API key. The entry point is {@link
 * dev.carteiro.console.gateway.ApiGatewayService}.
 */
package dev.carteiro.console.gateway;
