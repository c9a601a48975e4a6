// SPDX-License-Identifier: Apache-2.0
/**
 * What people see: monitoring, alerts, the live feed and the web page. It decides nothing and holds
 * no state that cannot be read anew; {@link dev.carteiro.console.ConsoleRole} is the way in.
 */
package dev.carteiro.console;
