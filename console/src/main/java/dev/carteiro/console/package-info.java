// SPDX-License-Identifier: Apache-2.0
/**
 * The console: monitoring, alerts, lists, the live feed and the web page for people. It makes no
 * decisions about messages and keeps no state that cannot be read again. The entry point is {@link
 * dev.carteiro.console.ConsoleRole}.
 */
package dev.carteiro.console;
