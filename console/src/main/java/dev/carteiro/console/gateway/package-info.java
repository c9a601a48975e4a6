// SPDX-License-Identifier: Apache-2.0
/**
 * The way through the console to the bridges and topology processes: one address serves the whole
 * API. Who asks is judged there, by the caller's own key.
 */
package dev.carteiro.console.gateway;
